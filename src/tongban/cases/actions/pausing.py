"""特别程序 (行政许可法 45) and 延期 (42): time that does not count is told in writing; a limit is extended once."""

from uuid import UUID

from tongban.cases import clocks, letters
from tongban.cases.models import Case, Pause
from tongban.cases.rights import require_officer
from tongban.cases.step import Work, step
from tongban.directory.models import Department
from tongban.kit.access import Actor


def suspend(
    case_id: UUID, *, actor: Actor, kind: str, workdays: int, reason: str = "", version: int | None = None
) -> Pause:
    """挂起 for a special procedure the package's law knows; the needed working days are told in writing."""
    with step(case_id, actor=actor, verb="suspend", version=version) as work:
        require_officer(work, "suspend")
        work.at("work", "decide")
        procedure = next((one for one in work.package.service.special_procedures if one.kind == kind), None)
        work.require(procedure is not None, "no-such-procedure")
        work.require(workdays > 0, "days-needed")
        work.require(not work.case.pauses.filter(ended_on__isnull=True).exists(), "paused")
        assert procedure is not None
        pause = Pause.objects.create(
            case=work.case, kind=kind, excluded=procedure.excluded, expected_workdays=workdays,
            basis=procedure.basis, started_on=work.today,
        )  # fmt: skip
        work.case.reason = "suspended"
        work.fact("case.suspended", procedure=kind, workdays=workdays, excluded=procedure.excluded, reason=reason[:200])
        clocks.recompute(work)
        letters.ask(work, "suspension", pause.id)
        return pause


def resume(case_id: UUID, *, actor: Actor, result: str, version: int | None = None) -> None:
    """恢复: the result is kept; the days after the suspend day up to and including today are not counted."""
    with step(case_id, actor=actor, verb="resume", version=version) as work:
        require_officer(work, "resume")
        pause = work.case.pauses.filter(ended_on__isnull=True).first()
        work.require(pause is not None, "not-paused")
        work.require(result.strip(), "reason-needed")
        assert pause is not None
        pause.ended_on, pause.result = work.today, result.strip()[:500]
        pause.save(update_fields=["ended_on", "result"])
        work.case.reason = ""
        work.fact("case.resumed", procedure=pause.kind)
        clocks.recompute(work)


def extend(case_id: UUID, *, actor: Actor, n: int, reason: str, version: int | None = None) -> None:
    """延期: once, before the limit ends, by the head of the authority (joint: of the government), reason told."""
    with step(case_id, actor=actor, verb="extend", version=version) as work:
        kinds, term = _extendable(work)
        approver = (term.approver if term else None) or "head"
        work.require(actor.is_system or actor.kind == "officer", "not-yours")
        work.require(term is not None, "no-extension")
        work.require(approver in actor.roles, "wrong-rank")
        _same_authority(work, approver)
        assert term is not None
        rows = [row for row in clocks.running(work) if row.kind in kinds]
        work.require(rows and work.case.station in ("work", "decide"), "wrong-station")
        work.require(all(row.extension_n == 0 for row in rows), "extended-already")
        work.require(0 < n <= term.n, "extension-too-long")
        work.require(reason.strip(), "reason-needed")
        legal = [row for row in rows if row.kind != "promised"]  # a broken promise does not end the legal limit
        work.require(all(row.due_on is None or row.due_on >= work.today for row in legal), "overdue")
        for row in rows:
            row.extension_n = n
            row.save(update_fields=["extension_n"])
        work.fact("case.extended", n=n, unit=term.unit, reason=reason.strip()[:200])
        clocks.recompute(work)
        letters.ask(work, "extension", work.case.id)


def _extendable(work: Work):  # type: ignore[no-untyped-def]
    """Which clocks, and the term of law; the parent of a bundle has only the joint clock."""
    if work.package.is_bundle:
        joint = work.package.service.joint
        return ("joint",), joint.extension if joint else None
    return ("statutory", "promised"), work.package.service.limits.extension


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
