"""特别程序 (行政许可法 45) and 延期 (42): time that does not count is told in writing; a limit is extended once."""

from datetime import date
from uuid import UUID

from tongban.cases import clocks, letters, processing, tasks
from tongban.cases.models import Case, Pause
from tongban.cases.rights import require_officer
from tongban.cases.step import Work, step
from tongban.cases.wording import require_drawable
from tongban.directory.models import Department
from tongban.engine.path import clocks as law
from tongban.engine.path import guards
from tongban.kit import jobs
from tongban.kit.access import Actor


def suspend(
    case_id: UUID, *, actor: Actor, kind: str, workdays: int, reason: str = "", version: int | None = None
) -> Pause:
    """挂起 for a special procedure the package's law knows; the needed working days are told in writing."""
    with step(case_id, actor=actor, verb="suspend", version=version) as work:
        require_officer(work, "suspend")
        work.at(*guards.AT["suspend"])
        procedure = next((one for one in work.package.service.special_procedures if one.kind == kind), None)
        told = [one.expected_workdays for one in work.pauses if one.kind == kind]
        for holds, code in guards.suspending(
            procedure, workdays=workdays, is_paused=work.open_pause is not None, told=told, reason=reason
        ):
            work.require(holds, code)
        require_drawable(work, reason)
        assert procedure is not None
        pause = Pause.objects.create(
            case=work.case, kind=kind, excluded=procedure.excluded, expected_workdays=workdays,
            basis=procedure.basis, started_on=work.today, until=law.paused_until(work.today, workdays, work.calendar),
        )  # fmt: skip
        work.pauses.append(pause)
        work.move(work.case.station, "suspended")
        work.fact("case.suspended", procedure=kind, workdays=workdays, excluded=procedure.excluded,
                  number=len(told) + 1, reason=reason.strip()[:200])  # fmt: skip
        clocks.recompute(work)
        letters.ask(work, "suspension", pause.id)
        return pause


def resume(case_id: UUID, *, actor: Actor, result: str, version: int | None = None) -> None:
    """恢复: the result is kept; the days after the suspend day up to and including today are not counted."""
    with step(case_id, actor=actor, verb="resume", version=version) as work:
        require_officer(work, "resume")
        pause = work.open_pause
        for holds, code in guards.resuming(pause is not None, result):
            work.require(holds, code)
        require_drawable(work, result)
        assert pause is not None
        pause.ended_on, pause.result = work.today, result.strip()[:500]
        pause.save(update_fields=["ended_on", "result"])
        work.move(work.case.station, processing.reason_at_work(work))
        tasks.close_legal(work, "resume")
        work.fact("case.resumed", procedure=pause.kind)
        clocks.recompute(work)
        jobs.defer("case.notice", case=work.case.id, event="resumed", about=pause.id)


def note_overdue(case_id: UUID, *, actor: Actor) -> bool:
    """The special procedure lasts longer than the applicant was told: one fact, and a task for who can end it."""
    with step(case_id, actor=actor, verb="suspend") as work:
        pause = work.open_pause
        if pause is None or pause.overdue_on is not None or pause.until is None or pause.until >= work.today:
            return False
        pause.overdue_on = work.today
        pause.save(update_fields=["overdue_on"])
        tasks.open_legal_task(work, "resume", due=pause.until)
        work.fact("case.suspension_overdue", procedure=pause.kind, until=pause.until.isoformat())
        return True


def extend(case_id: UUID, *, actor: Actor, n: int, reason: str, version: int | None = None) -> None:
    """延期: once, before the limit ends, by the head of the authority (joint: of the government), reason told."""
    with step(case_id, actor=actor, verb="extend", version=version) as work:
        kinds, term = law.extendable(work.package)
        approver = (term.approver if term else None) or "head"
        work.require(actor.is_system or actor.kind == "officer", "not-yours")
        work.require(term is not None, "no-extension")
        work.require(approver in actor.roles, "wrong-rank")
        _same_authority(work, approver)
        assert term is not None
        rows = [row for row in clocks.running(work) if row.kind in kinds]
        legal = [row.due_on for row in rows if row.kind != "promised"]  # a broken promise does not end the legal limit
        extended = [row.extension_n for row in rows]
        for holds, code in guards.extending(
            term,
            station=work.case.station,
            extended=extended,
            n=n,
            reason=reason,
            legal_due=legal,
            today=work.today,
            is_paused=work.open_pause is not None,
        ):
            work.require(holds, code)
        require_drawable(work, reason)
        first = rows[0]  # the promise before the law
        old_due = first.due_on
        for row in rows:
            row.extension_n = n
            row.save(update_fields=["extension_n"])
        clocks.recompute(work)
        work.fact("case.extended", n=n, unit=term.unit, reason=reason.strip()[:200],
                  old_due=_iso(old_due), new_due=_iso(first.due_on))  # fmt: skip
        letters.ask(work, "extension", work.case.id)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _same_authority(work: Work, approver: str) -> None:
    """The head of this authority; a government's head belongs to the government of that region."""
    if approver == "head":
        work.require(work.actor.department == work.case.authority_id, "not-yours")
    else:
        own = work.actor.department
        here = own and Department.objects.filter(pk=own, region=work.case.region_id).exists()
        work.require(here, "not-yours")


def recompute_open(case_id: UUID, *, actor: Actor) -> None:
    """After a calendar was loaded or corrected: every open clock of the case anew."""
    if Case.objects.filter(pk=case_id).exclude(station="close").exists():
        with step(case_id, actor=actor, verb="recompute") as work:
            clocks.recompute(work)
