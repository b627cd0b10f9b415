"""决定 (行政许可法 37, 38, 42, 44): the legal limit stops here; a refusal has reasons and remedies."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases import bundles, clocks, letters, owing, processing, relying, results, tasks
from tongban.cases.models import Decision, Opinion, Task
from tongban.cases.refusals import ActRefused
from tongban.cases.remedies import remedies_of
from tongban.cases.rights import require_officer
from tongban.cases.step import Work, step
from tongban.cases.wording import require_drawable
from tongban.directory.actions.organisations import OrganisationExists, register_organisation
from tongban.engine.package.parts import NoticeAndCommitment, Term
from tongban.engine.path import guards
from tongban.engine.pointers import get
from tongban.kit import clock, jobs
from tongban.kit.access import Actor
from tongban.kit.prepared import prepared


def decide(
    case_id: UUID,
    *,
    actor: Actor,
    outcome: str,
    reasons: str = "",
    relied_on: Sequence[str] | None = None,
    version: int | None = None,
) -> Decision:
    """Grants or refuses. Raises ActRefused: four-eyes, paused, still-working, papers-owed, reasons-needed,
    against-proposal, outcome.
    """
    with step(case_id, actor=actor, verb="decide", version=version) as work:
        work.require(actor.kind == "officer", "not-yours")  # no licence is made by silence or by a machine
        require_officer(work, "decide")
        work.require(work.case.station != "work", "still-working")
        work.at(*guards.AT["decide"])
        is_paused = work.open_pause is not None
        effect = work.kind.outcomes[outcome].effect if outcome in work.kind.outcomes else ""
        for holds, code in guards.deciding(
            work.package.service, outcome=outcome, effect=effect, reasons=reasons, is_paused=is_paused,
            proposal=work.case.proposal, owed=[one.id for one in owing.owed(work) if not one.decide_without],
            owed_until=owing.until(work), today=work.today,
        ):  # fmt: skip
            work.require(holds, code)
        work.require(_eyes(work), "four-eyes")
        require_drawable(work, reasons)
        decision = _write(work, outcome, effect, reasons.strip(), relied_on)
        clocks.stop(work, "statutory", "promised", owing.CLOCK)
        tasks.close_legal(work, "decide")
        processing.cancel_handovers(work)  # its end event left no token, task or timer
        clocks.start(work, "deliver", work.package.service.limits.deliver, work.today)
        _follow(work, decision, effect)
        bundles.tell_parent(work)
        return decision


def _eyes(work: Work) -> bool:
    """Four eyes are policy (domain.md §2.3): who gave an opinion on this case may not decide it, nor who joined a check
    that takes several officers and was left out of its record."""
    policy = work.package.service.four_eyes.decide
    if policy == "audited_after" or (policy == "instant_exempt" and work.package.service.speed == "instant"):
        return True
    return not any(work.actor.id in officers for officers in _had_a_part(work.case.id))


@prepared
def _had_a_part(case: Any) -> QuerySet[Any, Any]:
    given = Opinion.objects.filter(case_id=case).exclude(task__node__startswith="=letter:")
    joined = Task.objects.filter(case_id=case, officers_needed__gt=1)
    return given.values_list("officers", flat=True).union(joined.values_list("officers", flat=True), all=True)


def _write(work: Work, outcome: str, effect: str, reasons: str, relied_on: Sequence[str] | None) -> Decision:
    assert work.actor.id is not None
    work.case.decided_at = clock.now()
    decision = Decision.objects.create(
        case=work.case, outcome=effect, reasons=reasons, revision=work.revision,
        relied_on=relying.relied_on(work, relied_on, [work.actor.id]),
        remedies=remedies(work, effect), facts=rule_facts(work), officer=work.actor.id, decided_at=work.case.decided_at,
    )  # fmt: skip
    work.fact("case.decided", outcome=outcome, revision=work.revision.number)
    return decision


def remedies(work: Work, effect: str) -> list[dict[str, Any]]:
    """复议 and 诉讼 for this kind of decision, from the implementation (domain.md §2.1, row 38)."""
    return remedies_of(work.implementation, effect)


def rule_facts(work: Work) -> dict[str, Any]:
    """What the package's rules say of this case, kept with the decision (fee and amounts in fen)."""
    facts = work.facts
    return {name: rule.evaluate(facts, today=work.today) for name, rule in work.package.rules.items()}


def _follow(work: Work, decision: Decision, effect: str) -> None:
    service = work.package.service
    if effect == "grant" and service.result.organisation is not None:
        _make_organisation(work)
    if effect == "grant" and service.result.certificate:
        work.move("issue")
        jobs.defer("case.issue", case=work.case.id)
    else:
        work.move("deliver")
        tasks.open_legal_task(work, "deliver", due=_deliver_due(work))
    letters.ask(work, "decision-grant" if effect == "grant" else "decision-refuse", decision.id)
    if effect == "grant" and work.case.by_commitment and service.notice_and_commitment is not None:
        _open_after_check(work, service.notice_and_commitment)


def _open_after_check(work: Work, promise: NoticeAndCommitment) -> None:
    """Granted on a promise: whether it was kept is checked by its day (domain.md §2.4)."""
    term = Term(promise.after_check.n, promise.after_check.unit, promise.basis)
    check = clocks.start(work, "after_check", term, work.today)
    tasks.open_legal_task(work, "after-check", due=check.due_on, role=promise.after_check.role)


def _deliver_due(work: Work) -> date | None:
    return next((row.due_on for row in clocks.running(work) if row.kind == "deliver"), None)


def _make_organisation(work: Work) -> None:
    """The result creates a legal person: it enters the directory, and the applicant represents it."""
    new = work.package.service.result.organisation
    assert new is not None and work.case.citizen_id is not None
    values = results.field_values(work)
    facts = work.facts
    try:
        work.case.organisation = register_organisation(
            uscc=str(values["uscc"]), name=str(values.get("name") or get(facts, new.name)),
            kind=str(get(facts, new.organisation_kind)), address=str(get(facts, new.address)),
            representative=work.case.citizen_id, by=work.actor,
        )  # fmt: skip
    except OrganisationExists:
        raise ActRefused("organisation-exists") from None
