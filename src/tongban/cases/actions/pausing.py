"""特别程序 (行政许可法 45) and 延期 (42): time that does not count is told in writing; a limit is extended once."""

from uuid import UUID

from tongban.cases import clocks, letters, processing
from tongban.cases.models import Case, Pause
from tongban.cases.rights import require_officer
from tongban.cases.step import Work, step
from tongban.directory.models import Department
from tongban.engine.path import clocks as law
from tongban.engine.path import guards
from tongban.kit.access import Actor


def suspend(
    case_id: UUID, *, actor: Actor, kind: str, workdays: int, reason: str = "", version: int | None = None
) -> Pause:
    """挂起 for a special procedure the package's law knows; the needed working days are told in writing."""
    with step(case_id, actor=actor, verb="suspend", version=version) as work:
        require_officer(work, "suspend")
        work.at(*guards.AT["suspend"])
        procedure = next((one for one in work.package.service.special_procedures if one.kind == kind), None)
        for holds, code in guards.suspending(procedure, workdays=workdays, is_paused=work.open_pause is not None):
            work.require(holds, code)
        assert procedure is not None
        pause = Pause.objects.create(
            case=work.case, kind=kind, excluded=procedure.excluded, expected_workdays=workdays,
            basis=procedure.basis, started_on=work.today,
        )  # fmt: skip
        work.pauses.append(pause)
        work.move(work.case.station, "suspended")
        work.fact("case.suspended", procedure=kind, workdays=workdays, excluded=procedure.excluded, reason=reason[:200])
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
        assert pause is not None
        pause.ended_on, pause.result = work.today, result.strip()[:500]
        pause.save(update_fields=["ended_on", "result"])
        work.move(work.case.station, processing.reason_at_work(work))
        work.fact("case.resumed", procedure=pause.kind)
        clocks.recompute(work)


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
            term, station=work.case.station, extended=extended, n=n, reason=reason, legal_due=legal, today=work.today
        ):
            work.require(holds, code)
        for row in rows:
            row.extension_n = n
            row.save(update_fields=["extension_n"])
        work.fact("case.extended", n=n, unit=term.unit, reason=reason.strip()[:200])
        clocks.recompute(work)
        letters.ask(work, "extension", work.case.id)


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
