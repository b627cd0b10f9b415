"""证照变动: a certificate is corrected or replaced at its holder's wish, or ended by the authority; another officer decides.

The closed case stays closed: its certificate gets another state, or another issue under the same number.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases import letters, qr_signing, results, tasks
from tongban.cases.models import CertificateChange
from tongban.cases.refusals import ActRefused
from tongban.cases.rights import is_applicant, require_applicant, require_officer
from tongban.cases.step import Work, step
from tongban.cases.wording import require_drawable
from tongban.engine.deadlines import Clock, Limit, Unit
from tongban.engine.package.text import Text
from tongban.engine.path import changes as law
from tongban.kit import clock, jobs
from tongban.kit.access import Actor
from tongban.records.models import Certificate


def ask_change(
    certificate_id: UUID, *, actor: Actor, kind: str, reason: str, corrected: Mapping[str, str] | None = None,
    version: int | None = None,
) -> CertificateChange:  # fmt: skip
    """更正 or 补发, by the holder or an officer of the authority. `corrected`: name on the face → what it shall say."""
    row = Certificate.objects.get(pk=certificate_id)
    with step(row.case, actor=actor, verb="ask_change", version=version) as work:
        if actor.kind == "officer":
            require_officer(work, "change_certificate")
        else:
            require_applicant(work)
        given = {name: text.strip() for name, text in (corrected or {}).items()}
        wanted = {name: text for name, text in given.items() if name in results.correctable(work, row)
                  and text and text != row.data.get(name)}  # fmt: skip
        for holds, code in law.asking(
            kind, status=row.status, valid_to=row.valid_to, today=work.today, is_open=_is_open(row), reason=reason,
            corrected=wanted,
        ):  # fmt: skip
            work.require(holds, code)
        sources = work.package.service.result.fields
        if problems := results.wrongly_corrected(work, wanted):
            labels = results.labels(work)
            about = next(labels[name] for name in wanted if sources[name] == problems[0].pointer)
            raise ActRefused("wrong-entry", problems=tuple(problems), about=f"{about.zh} {about.en}")
        require_drawable(work, reason, *wanted.values())
        change = _add(
            work,
            row,
            kind,
            reason,
            corrected=wanted if kind == "correct" else None,
            by_holder=is_applicant(actor, work),
        )
        work.fact("certificate.change_asked", certificate=str(row.id), change=str(change.id), what=kind)
        jobs.defer("case.notice", case=work.case.id, event="change-asked", about=change.id)
        return change


def propose_end(
    certificate_id: UUID, *, actor: Actor, kind: str, ground: str, reason: str, version: int | None = None
) -> CertificateChange:
    """拟撤销, 吊销, 撤回 or 注销: on a legal ground; where it takes a right away, the holder is told and can answer first."""
    row = Certificate.objects.get(pk=certificate_id)
    with step(row.case, actor=actor, verb="propose_end", version=version) as work:
        require_officer(work, "end_certificate")
        for holds, code in law.proposing(
            kind,
            ground,
            status=row.status,
            valid_to=row.valid_to,
            today=work.today,
            is_open=_is_open(row),
            reason=reason,
        ):
            work.require(holds, code)
        require_drawable(work, reason)
        limit = Clock(start=work.today, limit=Limit(law.ANSWER_WORKDAYS, Unit.WORKDAY), calendar=work.calendar)
        told = {"told_on": work.today, "answer_until": limit.due().day} if kind in law.HEARD else {}
        change = _add(work, row, kind, reason, ground=ground, by_holder=False, **told)
        work.fact(
            "certificate.change_proposed", certificate=str(row.id), change=str(change.id), what=kind, ground=ground
        )
        if told:
            letters.ask(work, "change-notice", change.id)
        return change


def state_case(change_id: UUID, *, actor: Actor, text: str, version: int | None = None) -> None:
    """陈述、申辩 (行政许可法 7; 行政处罚法 45): the holder answers, once, or the officer writes down what they said."""
    row = CertificateChange.objects.get(pk=change_id)
    with step(row.case_id, actor=actor, verb="state_case", version=version) as work:
        if actor.kind == "officer":
            require_officer(work, "change_certificate")
        else:
            require_applicant(work)
        row.refresh_from_db()
        work.require(row.told_on is not None and not row.outcome and row.stated_at is None, "not-asked")
        work.require(text.strip(), "statement-empty")
        require_drawable(work, text)
        row.statement, row.stated_at = text.strip()[:2000], clock.now()
        row.save(update_fields=["statement", "stated_at"])
        work.fact("certificate.stated", certificate=str(row.certificate_id), change=str(row.id))


def decide_change(
    change_id: UUID, *, actor: Actor, outcome: str, reasons: str = "", version: int | None = None
) -> None:
    """Grants or refuses the change. What ends a certificate takes effect at once; a new issue is made by a job."""
    row = CertificateChange.objects.select_related("certificate").get(pk=change_id)
    with step(row.case_id, actor=actor, verb="decide_change", version=version) as work:
        work.require(actor.kind == "officer", "not-yours")
        require_officer(work, "decide")
        row.refresh_from_db()
        work.require(not row.outcome, "already-done")
        for holds, code in law.deciding(
            row.kind, outcome, reasons=reasons, is_other=row.asked_by != actor.id, answer_until=row.answer_until,
            heard=row.stated_at is not None, today=work.today,
        ):  # fmt: skip
            work.require(holds, code)
        require_drawable(work, reasons)
        row.outcome, row.reasons = outcome, reasons.strip()[:2000]
        row.decided_by, row.decided_at = actor.id, clock.now()
        row.save(update_fields=["outcome", "reasons", "decided_by", "decided_at"])
        tasks.close_legal(work, "change")
        work.fact("certificate.change_decided", certificate=str(row.certificate_id), change=str(row.id),
                  what=row.kind, outcome=outcome)  # fmt: skip
        letters.ask(work, "change-decision", row.id)
        if outcome == "grant":
            _follow(work, row)


def _follow(work: Work, row: CertificateChange) -> None:
    if row.kind in law.REISSUES:
        jobs.defer("certificate.reissue", case=work.case.id)
        return
    row.certificate.status = law.STATE_AFTER[row.kind]
    row.certificate.save(update_fields=["status"])
    qr_signing.ask_list()


def _is_open(row: Certificate) -> bool:
    return CertificateChange.objects.filter(certificate=row, outcome="").exists()


def _add(work: Work, row: Certificate, kind: str, reason: str, **more: object) -> CertificateChange:
    """The row and the task of who decides. Two at the same moment: the second finds the first."""
    assert work.actor.id is not None
    try:
        with transaction.atomic():
            change = CertificateChange.objects.create(
                case=work.case, certificate=row, kind=kind, reason=reason.strip()[:2000], asked_by=work.actor.id,
                asked_at=clock.now(), **more,
            )  # fmt: skip
    except IntegrityError:
        raise ActRefused("change-open") from None
    name = law.NAMES[kind]
    tasks.open_legal_task(work, "change", name=Text(f"决定证照{name.zh}", f"Decide the {name.en} of a certificate"))
    return change
