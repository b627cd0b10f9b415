"""一次性告知补正 (行政许可法 32(4)): everything missing is told once; the answer restarts receipt; silence may end it.

In a bundle the lead tells for all departments, on the parent; only the children whose things are wanting are stopped.
A child that was told already is not told again without a supervisor's override, which is itself a recorded violation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from tongban.cases import clocks, corrections, letters, tasks
from tongban.cases.actions.ending import close_case
from tongban.cases.actions.submitting import Filing
from tongban.cases.checking import (
    FieldProblem,
    Held,
    Offered,
    children_offered,
    filled,
    held_for,
    is_held,
    read_offers,
    require_answers,
    require_materials,
    wanted_materials,
)
from tongban.cases.models import Case, Correction, Defect, Revision, RevisionMaterial, Task
from tongban.cases.models import Clock as ClockRow
from tongban.cases.refusals import ActRefused
from tongban.cases.revisions import revise
from tongban.cases.rights import require_applicant_or_desk, require_teller
from tongban.cases.step import Work, facts_of, step
from tongban.cases.telling import told
from tongban.cases.wording import require_drawable
from tongban.engine.deadlines import Clock, Limit, Unit
from tongban.engine.path import guards
from tongban.engine.path.bundles import child_answers, concerned
from tongban.engine.path.filing import Offer, used
from tongban.engine.path.wording import says
from tongban.kit import clock, rows
from tongban.kit.access import Actor

EXPLANATION = 500
"""Characters of an explanation, at most."""


def request_correction(
    case_id: UUID,
    *,
    actor: Actor,
    items: list[dict[str, str]],
    override_reason: str = "",
    version: int | None = None,
) -> Correction:
    """Tells every defect at once. `items`: {"slot" or "pointer", "text", "child"?}. On a bundle: noted defects too."""
    with step(case_id, actor=actor, verb="request_correction", version=version) as work:
        work.require(work.case.parent_id is None, "wrong-station")
        require_teller(work)
        open_ones = _affected(work)
        defects = list(Defect.objects.filter(case__in=[one.case for one in open_ones], told_at__isnull=True))
        items = [item for item in items if says(item.get("text", ""))]
        require_drawable(work, *(item["text"] for item in items), override_reason)
        items += [_of_bundle(work, item, defect.case.child_code) for defect in defects for item in defect.items]
        work.require(items, "nothing-told")
        affected = _named(work, items, open_ones)
        _in_time(affected)
        names = sorted(one.case.child_code for one in affected)
        repeated = _told_before(work, set(names))
        if repeated:
            work.require("supervisor" in actor.roles, "told-once")
            work.require(says(override_reason), "reason-needed")
        row = _write(work, items, names, repeated, override_reason.strip())
        for defect in defects:
            defect.told_at = clock.now()
            defect.save(update_fields=["told_at"])
        for one in affected:
            if one.case.reason != "waiting":
                _wait_for_answer(one)
        letters.ask(work, "correction", row.id)
        return row


def _of_bundle(work: Work, item: dict[str, str], code: str) -> dict[str, str]:
    """A defect noted in a child, in the terms of the bundle's form: the applicant knows only that one."""
    child = next((one for one in work.package.children if one.package == code), None)
    if child is None or "pointer" not in item:
        return {**item, "child": code}
    return {**item, "child": code, "pointer": child.map.get(item["pointer"], item["pointer"])}


def _affected(work: Work) -> list[Work]:
    """The case itself; in a bundle its children that are not yet accepted. No earlier notice waits for its answer."""
    if work.package.is_bundle:
        open_ones = [work.beside(child) for child in work.locked_children() if child.station == "submit"]
    else:
        work.at("submit")
        open_ones = [work]
    waits = corrections.open_one(work) is not None
    for holds, code in guards.affected_by_telling([one.case.reason for one in open_ones], is_open=waits):
        work.require(holds, code)
    return open_ones


def _named(work: Work, items: list[dict[str, str]], open_ones: list[Work]) -> list[Work]:
    """Those of the open ones that the notice is about: no other is stopped, and no other counts as told."""
    children = {child.package: child for child in work.package.children}
    filed = {one.case.child_code: one.case.filed_on is not None for one in open_ones}
    uses = {
        one.case.child_code: used(
            Offer(one.package, one.implementation), {**work.facts, **one.facts}, children.get(one.case.child_code),
            by_commitment=one.case.by_commitment,
        )
        for one in open_ones
    }  # fmt: skip
    found = concerned(items, filed, uses)
    work.require(found, "wrong-station")
    return [one for one in open_ones if one.case.child_code in found]


def _in_time(affected: list[Work]) -> None:
    """After five working days of silence the law has accepted what was filed; nothing can be sent back."""
    for one in affected:
        one.require(one.case.reason == "waiting" or not clocks.silence_is_over(one), "deemed-accepted")


def _told_before(work: Work, names: set[str]) -> bool:
    earlier = {name for row in work.case.corrections.all() for name in row.told}
    return bool(earlier & names)


def _write(work: Work, items: list[dict[str, str]], told: list[str], repeated: bool, override: str) -> Correction:
    lapse = work.package.service.correction.lapse
    lapses_on: date | None = None
    if lapse is not None:
        lapses_on = Clock(work.today, Limit(lapse.n, Unit(lapse.unit)), work.calendar).due().day
    assert work.actor.id is not None
    row = Correction.objects.create(
        case=work.case, number=work.case.corrections.count() + 1, items=items, told=told, repeated=repeated,
        override_reason=override, asked_on=work.today, asked_by=work.actor.id, lapses_on=lapses_on,
    )  # fmt: skip
    work.fact("case.correction_asked", number=row.number, items=len(items), repeated=repeated)
    if work.package.is_bundle:
        work.case.reason = "correction" if work.case.station == "submit" else work.case.reason
    return row


def _wait_for_answer(one: Work) -> None:
    """Before acceptance there is no clock but the five days, and they end with the notice."""
    clocks.stop(one, "receipt")
    tasks.close_legal(one, "accept")
    one.move("submit", "correction")
    if one.case.parent_id is not None:
        one.case.version += 1
        one.case.save_changes()


def answer_correction(
    case_id: UUID,
    *,
    actor: Actor,
    answers: Mapping[str, Any],
    materials: Mapping[str, tuple[UUID, ...]],
    explanation: str = "",
) -> None:
    """补正提交: a new revision; received anew today. `materials` are the slots as they now stand.

    What was told and has not changed needs an `explanation`, and the officers see it marked.
    """
    with step(case_id, actor=actor, verb="answer_correction") as work:
        require_applicant_or_desk(work, "answer_correction")
        row = work.case.corrections.filter(answered_on__isnull=True).first()
        for holds, code in guards.answering(row is not None, lapsed=corrections.has_lapsed(row, work.today)):
            work.require(holds, code)
        children = work.locked_children()
        prefetch_related_objects(children, "current")
        answer = _answer(work, answers, materials)
        _require_whole(work, answer, children)
        assert row is not None
        _mark_unchanged(work, row, answer, explanation.strip())
        row.answered_on = work.today
        row.save(update_fields=["answered_on", "unchanged", "explanation"])
        with rows.together(Revision, RevisionMaterial, ClockRow, Task):
            revise(work.case, answer.answers, materials, work.package, answer.held)
            revised = _revise_children(work, answer, children)
            if not work.package.is_bundle:
                _received_again(work)
            elif work.case.reason == "correction":
                work.case.reason = ""
        for case in revised:  # after the revisions that they now name
            case.version += 1
            case.save_changes()
        work.fact("case.correction_answered", number=row.number, revision=work.revision.number)


@dataclass(frozen=True)
class _Answer:
    """What comes in with an answer, what the place offers for it, and what the applicant holds."""

    answers: dict[str, Any]
    materials: Mapping[str, tuple[UUID, ...]]
    facts: Mapping[str, Any]
    offered: Offered
    held: Held


def _answer(work: Work, answers: Mapping[str, Any], materials: Mapping[str, tuple[UUID, ...]]) -> _Answer:
    case, place = work.case, work.implementation
    whole = filled(work.package, answers, place, case.citizen_id)
    facts = facts_of(whole, place)
    offered = children_offered(work.package, facts, place.region)
    own = Offer(work.package, place)
    held = held_for([own, *read_offers(offered)], case.citizen_id, case.organisation_id)
    return _Answer(whole, materials, facts, offered, held)


def _mark_unchanged(work: Work, row: Correction, answer: _Answer, why: str) -> None:
    """The applicant may stand by what was handed in, but not by accident."""
    wanted = wanted_materials(
        work.package, answer.facts, implementation=work.implementation, by_commitment=work.case.by_commitment,
        children=answer.offered,
    )  # fmt: skip
    asked = {one.id for one in wanted if answer.materials.get(one.id) or not is_held(one, answer.held)}
    row.unchanged = corrections.unchanged(row, work.case, answer.answers, answer.materials, asked)
    if not row.unchanged:
        return
    if not says(why):
        places = [one.where("zh") or one.text for one in told(work.case, (row.items[at] for at in row.unchanged))]
        english = [one.where("en") or one.text for one in told(work.case, (row.items[at] for at in row.unchanged))]
        problem = FieldProblem(
            "/explanation", f"没有改动：{'、'.join(places)}。请改正，或者说明为什么不改。",
            f"Not changed: {'; '.join(english)}. Correct it, or say why it stays.",
        )  # fmt: skip
        raise ActRefused("unchanged", problems=(problem,))
    row.explanation = why[:EXPLANATION]


def _require_whole(work: Work, answer: _Answer, children: list[Case]) -> None:
    """All that submission asks, again: a correction is received anew (32(4)). It changes no choice of matters."""
    require_answers(work.package, answer.answers, work.implementation)
    chosen = {child.package for child in work.package.children_for(answer.facts)}
    if work.package.is_bundle and chosen != {case.child_code for case in children}:
        said = (
            "补正不能改变所办的事项。要办其他事项，请另行申请。",
            "A correction cannot change what is applied for. Apply anew.",
        )
        raise ActRefused("answers", problems=(FieldProblem("/scenario", *said),))
    case = work.case
    filing = Filing(case.implementation_version, answer.answers, answer.materials, case.citizen_id,
                    case.organisation_id, case.by_commitment, case.channel)  # fmt: skip
    require_materials(work.package, answer.facts, filing, answer.offered, answer.held)


def _revise_children(parent: Work, answer: _Answer, children: list[Case]) -> list[Case]:
    """The new answers reach the children that are not yet accepted; accepted ones stand as they were."""
    mapping = {child.package: child for child in parent.package.children}
    open_ones = [case for case in children if case.station == "submit"]
    for case in open_ones:
        work = parent.beside(case)
        own = child_answers(mapping[case.child_code], work.package, answer.answers)
        revise(case, own, answer.materials, work.package, answer.held)
        if case.reason == "correction":
            _received_again(work)
    return open_ones


def _received_again(work: Work) -> None:
    """The day the full materials arrive is the day of receipt."""
    work.move("submit")
    work.case.filed_on = work.today
    receipt = clocks.start(work, "receipt", work.package.service.limits.receipt, work.today)
    tasks.open_legal_task(work, "accept", due=receipt.due_on)


def lapse(case_id: UUID, *, actor: Actor) -> bool:
    """逾期未补正: only where the package says so and the notice said so."""
    with step(case_id, actor=actor, verb="lapse") as work:
        row = work.case.corrections.filter(answered_on__isnull=True, lapses_on__lt=work.today).first()
        if row is None:
            return False
        if not work.package.is_bundle:
            letters.ask(work, "termination")
            close_case(work, "lapsed", correction=row.number)
            return True
        for child in work.locked_children():
            if (
                child.station == "submit" and child.child_code in row.told
            ):  # what was not told, or was accepted, goes on
                child_work = Work(child, actor)
                letters.ask(child_work, "termination")
                close_case(child_work, "lapsed", correction=row.number)
                child.version += 1
                child.save_changes()
        corrections.end(work)
        if work.case.reason == "correction":
            work.move("submit")
        return True
