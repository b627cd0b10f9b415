"""The clock of a case with its arithmetic, for the pages: each counted and skipped day with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.cases import clocks
from tongban.cases.models import Case
from tongban.cases.models import Clock as ClockRow
from tongban.cases.step import Work
from tongban.engine.deadlines import Calendar, DayLine, Light
from tongban.kit import clock
from tongban.kit.access import Actor


@dataclass(frozen=True)
class ClockView:
    """One clock as it stands today. `lines` is the arithmetic; `remaining` in the clock's unit, negative when late."""

    row: ClockRow
    light: Light
    used: int
    remaining: int | None
    lines: tuple[DayLine, ...]


def clocks_of(
    viewer: Actor, case: Case, *, running_only: bool = False, calendar: Calendar | None = None
) -> Sequence[ClockView]:
    """The clocks of a case, the nearest end first. `calendar`: that of its region, where the caller has it already."""
    work = Work(case, viewer)
    if calendar is not None:
        work.calendar = calendar
    rows = [row for row in case.clocks.all() if row.stopped_on is None or not running_only]
    rows.sort(key=lambda row: (row.due_on or date.max, row.kind))
    return [_view(work, row, row.stopped_on or clock.today()) for row in rows]


def _view(work: Work, row: ClockRow, day: date) -> ClockView:
    pure = clocks.computed(work, row)
    return ClockView(row, clocks.light(work, row, day), pure.used(day), pure.remaining(day), tuple(pure.explain()))
