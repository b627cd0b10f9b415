"""Acceptance 受理 and its refusal (行政许可法 32), prereview, and acceptance by silence.

The accepting body is data: the department, or the desk by written delegation (domain.md §2.4).
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tongban.cases import bundles, clocks, corrections, letters, owing, processing, tasks
from tongban.cases.actions.ending import close_case
from tongban.cases.models import Case, Defect
from tongban.cases.rights import require_officer
from tongban.cases.step import Work, step
from tongban.cases.wording import require_drawable
from tongban.engine.package.parts import Term
from tongban.engine.path import guards
from tongban.engine.path.wording import says
from tongban.kit import clock
from tongban.kit.access import Actor

GROUNDS = ("no_licence_needed", "not_our_authority", "other_by_law")


def prereview(
    case_id: UUID, *, actor: Actor, defects: list[dict[str, str]] | None = None, version: int | None = None
) -> None:
    """预审: looked at before acceptance, which it is not. In a bundle, defects wait for the lead's one notice."""
    with step(case_id, actor=actor, verb="prereview", version=version) as work:
        require_officer(work, "prereview", department=_examiner(work))
        work.at("submit")
        work.require(work.case.reason != "correction", "correction-open")
        assert actor.id is not None  # an officer
        if defects:
            require_drawable(work, *(item.get("text", "") for item in defects))
            work.require(all(says(item.get("text", "")) for item in defects), "nothing-told")
            Defect.objects.create(case=work.case, items=defects, officer=actor.id, noted_at=clock.now())
            work.fact("case.defects_noted", count=len(defects))
        elif work.case.reason == "":
            work.move("submit", "prereviewed")
            work.fact("case.prereviewed")


def _examiner(work: Work) -> UUID | None:
    """The department itself may look at its child before the desk that accepts for it."""
    return work.actor.department if work.actor.department == work.case.authority_id else None


def accept(case_id: UUID, *, actor: Actor, supplement_workdays: int | None = None, version: int | None = None) -> None:
    """受理. On a bundle: every child that is filed and lies at this desk. Raises ActRefused.

    The body may accept what is there while it waits for a correction (domain.md §2.3): then nothing is waited for.
    `supplement_workdays`: 容缺受理, by when tolerated papers that are missing follow; by default, and at most, the days
    of the place. The matters of a bundle have that default.
    """
    with step(case_id, actor=actor, verb="accept", version=version) as work:
        if work.package.is_bundle:
            _accept_children(work)
        else:
            require_officer(work, "accept")
            _may_be_accepted(work)
            accept_now(work, deemed=clocks.silence_is_over(work), supplement_workdays=supplement_workdays)


def _may_be_accepted(work: Work) -> None:
    work.at("submit")
    told = corrections.open_one(work) if work.case.reason == "correction" else None
    lapsed = corrections.has_lapsed(told, work.today)
    for holds, code in guards.accepting(work.case.reason, lapsed=lapsed):
        work.require(holds, code)


def _accept_children(parent: Work) -> None:
    """What is filed and waits for nothing; only if there is no such child, what waits for a correction."""
    require_officer(parent, "accept")
    children = parent.locked_children()
    here = [one for one in children if one.station == "submit" and one.accepting_body_id == parent.actor.department]
    filed = [one for one in here if one.reason not in ("waiting", "correction")]
    for child in filed or [one for one in here if one.reason == "correction"]:
        work = parent.beside(child)
        _may_be_accepted(work)
        accept_now(work, deemed=clocks.silence_is_over(work))
        child.version += 1
        child.save_changes()
    parent.require(any(one.station == "work" for one in here), "wrong-station")
    parent_accepted(parent, children)
    corrections.end_for_bundle(parent, children)


def parent_accepted(parent: Work, children: Iterable[Case]) -> None:
    """The bundle is at work from the acceptance of its first child, however late this is noticed; a joint clock runs
    only where the government's decision is named (行政许可法 26, 42)."""
    days = [one.accepted_on for one in children if one.accepted_on is not None]
    if parent.case.station != "submit" or not days:
        return
    parent.move("work")
    parent.case.accepted_on = min(days)
    term = joint_term(parent)
    if term is not None:
        clocks.start(parent, "joint", term, min(days))
    parent.fact("case.accepted")


def joint_term(parent: Work) -> Term | None:
    """45 working days, only where the government of that level has decided on joint handling, and is named."""
    joint = parent.package.service.joint
    return joint.statutory if joint is not None and parent.implementation.joint_decision else None


def accept_now(work: Work, *, deemed: bool = False, supplement_workdays: int | None = None) -> None:
    """Acceptance of one case. Deemed acceptance is dated and counted from the day of receipt (32(4))."""
    case, limits = work.case, work.package.service.limits
    on = accepted_on(work, deemed=deemed)
    owed = _promise_papers(work, supplement_workdays)
    clocks.stop(work, "receipt")
    tasks.close_legal(work, "accept")
    if case.reason == "correction" and case.parent_id is None:
        corrections.end(work)
    case.accepted_on, case.deemed = on, deemed
    work.pauses = []  # nothing is suspended before acceptance
    work.move("work")
    if limits.statutory is not None:
        clocks.start(work, "statutory", limits.statutory, on)
    promised = work.implementation.promised
    if promised.n > 0:  # an instant matter promises no days
        clocks.start(work, "promised", Term(promised.n, promised.unit), on)
    work.fact("case.accepted", accepted_on=on.isoformat(), deemed=deemed, **({"owed": owed} if owed else {}))
    letters.ask(work, "acceptance")
    if case.by_commitment:
        letters.ask(work, "commitment")
    processing.begin(work)
    bundles.tell_parent(work)


def _promise_papers(work: Work, workdays: int | None) -> list[str]:
    """容缺受理: slots of the tolerated papers that are missing; their days count from the day this is told."""
    owed, most = [one.id for one in owing.missing(work)], work.implementation.tolerance_workdays
    days = workdays if workdays is not None else most or 0
    for holds, code in guards.tolerating(owed, workdays=days, most=most):
        work.require(holds, code)
    if not owed or not days:
        return []
    clocks.start(work, owing.CLOCK, Term(days, "workday"), work.today)
    return owed


def accepted_on(work: Work, *, deemed: bool) -> date:
    """The day acceptance counts from: today; by silence, the day of receipt."""
    return work.case.filed_on if deemed and work.case.filed_on else work.today


def deem_accepted(case_id: UUID, *, actor: Actor) -> bool:
    """逾期视为受理: five working days of silence. Found by date, so a late job changes nothing but `recorded_at`."""
    with step(case_id, actor=actor, verb="deem_accepted") as work:
        if work.case.station != "submit" or work.case.reason in ("correction", "waiting"):
            return False
        if not clocks.silence_is_over(work):
            return False
        accept_now(work, deemed=True)
        return True


def refuse_acceptance(
    case_id: UUID, *, actor: Actor, ground: str, reason: str, authority: str = "", version: int | None = None
) -> None:
    """不予受理, in writing, with its ground; where it is not ours, who is to be asked (行政许可法 32(1), (2))."""
    with step(case_id, actor=actor, verb="refuse_acceptance", version=version) as work:
        require_officer(work, "refuse_acceptance")
        work.at("submit")
        work.require(work.case.reason != "waiting", "wrong-station")
        work.require(work.case.reason != "correction", "correction-open")
        work.require(not work.package.is_bundle, "wrong-station")
        work.require(not clocks.silence_is_over(work), "deemed-accepted")
        work.require(ground in GROUNDS, "reason-code")
        work.require(says(reason), "reason-needed")
        work.require(ground != "not_our_authority" or says(authority), "authority-named")
        require_drawable(work, reason, authority)
        work.case.ending_note = {"ground": ground, "reason": reason.strip(), "authority": authority.strip()}
        letters.ask(work, "refuse-acceptance")
        close_case(work, "not_accepted", ground=ground)
