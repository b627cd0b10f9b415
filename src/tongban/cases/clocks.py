"""Rows of the legal clock: started, paused, extended, stopped; their due days always recomputed, never edited."""

from datetime import date

from tongban.cases.models import Clock
from tongban.cases.step import Work
from tongban.engine import deadlines
from tongban.engine.deadlines import Light, Limit, Unit
from tongban.engine.package.parts import Term
from tongban.engine.path import clocks as law
from tongban.engine.path.clocks import PAUSED_BY_PROCEDURE
from tongban.kit import rows


def start(work: Work, kind: str, term: Term, on: date) -> Clock:
    """A clock of `kind` begins; the day itself does not count (domain.md §2.2)."""
    row = Clock(
        case=work.case, kind=kind, started_on=on, n=term.n, unit=term.unit, basis=term.basis, extension_n=0
    )  # fmt: skip
    _compute(work, row)
    rows.add(row)
    work.note_running(row)
    return row


def computed(work: Work, row: Clock) -> deadlines.Clock:
    """The pure clock behind a row, with its pauses."""
    pauses = [one for one in work.pauses if one.excluded] if row.kind in PAUSED_BY_PROCEDURE else []
    return deadlines.Clock(
        start=row.started_on,
        limit=Limit(row.n, Unit(row.unit)),
        calendar=work.calendar,
        pauses=tuple(deadlines.Pause(pause.started_on, pause.ended_on) for pause in pauses),
        extension=Limit(row.extension_n, Unit(row.unit)) if row.extension_n else None,
    )


def _compute(work: Work, row: Clock) -> None:
    due = computed(work, row).due()
    row.due_on, row.provisional = due.day, due.provisional


def recompute(work: Work) -> None:
    """After a pause, an extension or a new calendar: every running clock anew, one fact for each that moved."""
    pause = work.open_pause
    if pause is not None:
        until = law.paused_until(pause.started_on, pause.expected_workdays, work.calendar)
        if until != pause.until:
            pause.until = until
            pause.save(update_fields=["until"])
    for row in running(work):
        before = row.due_on
        _compute(work, row)
        if row.due_on != before:
            row.save(update_fields=["due_on", "provisional", "extension_n"])
            work.fact("clock.moved", clock=row.kind, before=_iso(before), due_on=_iso(row.due_on))
    refresh_tasks(work)


def running(work: Work) -> list[Clock]:
    """The clocks that have not stopped."""
    return list(work.running)


def stop(work: Work, *kinds: str) -> None:
    """The legal time of these clocks ends today."""
    work.case.clocks.filter(stopped_on__isnull=True, kind__in=kinds).update(stopped_on=work.today)
    work.forget_running(kinds)


def stop_all(work: Work) -> None:
    """The case has ended; a promise is checked after it (after_check)."""
    work.case.clocks.filter(stopped_on__isnull=True).exclude(kind="after_check").update(stopped_on=work.today)
    work.forget_running(("receipt", "statutory", "promised", "deliver", "joint", "supplement"))


def due_after(work: Work, workdays: int) -> date | None:
    """The last of so many working days, beginning today."""
    return law.paused_until(work.today, workdays, work.calendar)


def silence_is_over(work: Work) -> bool:
    """Whether the days for telling have passed in silence, so that the law has accepted it (行政许可法 32(4)).

    Counted anew from the package: the row was written by the site that received it, the public one too.
    """
    service, row = work.package.service, next((one for one in work.running if one.kind == "receipt"), None)
    if row is None:
        return law.silence_is_over(service, None, work.today)
    limit = Limit(service.limits.receipt.n, Unit(service.limits.receipt.unit))
    due = deadlines.Clock(start=row.started_on, limit=limit, calendar=work.calendar).due().day
    return law.silence_is_over(service, due, work.today)


def decision_due(work: Work) -> date | None:
    """The day by which the decision is owed: the promise, else the law."""
    rows = {row.kind: row.due_on for row in running(work)}
    return rows.get("promised") or rows.get("statutory")


def refresh_tasks(work: Work) -> None:
    """Open tasks without a limit of their own follow the decision's day."""
    due = decision_due(work)
    for task in work.case.tasks.filter(is_open=True, node__in=("=decide",)):
        task.due_on, task.sort_on = due, due or task.sort_on
        task.save(update_fields=["due_on", "sort_on"])


def light(work: Work, row: Clock, today: date) -> Light:
    """Green, yellow or red (domain.md §2.5); neutral while a special procedure lasts within the days told."""
    own = deadlines.light(computed(work, row), today)
    pause = work.open_pause
    if pause is None or row.stopped_on is not None or row.kind not in PAUSED_BY_PROCEDURE:
        return own
    return law.light_in_pause(own, excluded=pause.excluded, until=pause.until, today=today)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
