"""One legal clock: when a limit falls due, how much is used, how much is left, and the arithmetic day by day.

Convention (行政许可法 82, 民法典 201 to 203): the start day is not counted; a suspension removes the days after the
suspend day up to and including the resume day; the last day ends at 24:00. A limit in days or months that ends on a
day off ends on the next working day.
"""

from __future__ import annotations

import calendar as solar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from tongban.engine.deadlines.calendar import Calendar
from tongban.engine.deadlines.limits import Limit, Pause, Unit

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time without summer time, so no time zone database is needed."""
MAX_DAYS = 40_000
"""No clock walks further than this; a limit that long is an error in the data."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """`state`: "due" (day and ends_at set), "paused" (an open pause stops the count) or "none" (no limit).

    `ends_at` is the instant after which it is late: 24:00 of the day, that is the next midnight in Shanghai.
    """

    day: date | None
    ends_at: datetime | None
    provisional: bool
    state: str


@dataclass(frozen=True)
class DayLine:
    """One line of the arithmetic. `number` is the how-manieth counted day, None when the day is skipped."""

    day: date
    counted: bool
    number: int | None
    zh: str
    en: str
    provisional: bool


@dataclass(frozen=True)
class Clock:
    """A limit that began on `start`. Hour limits need an aware datetime, all others take its day in Shanghai."""

    start: date
    limit: Limit
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()
    extension: Limit | None = None

    def __post_init__(self) -> None:
        timed = isinstance(self.start, datetime)
        if timed and self.start.tzinfo is None:  # type: ignore[attr-defined]
            raise ValueError("the start needs a time zone")
        if self.limit.unit is Unit.HOUR and not timed:
            raise ValueError("a limit in hours starts at an instant, not on a day")
        if self.extension is not None and self.extension.unit is not self.limit.unit:
            raise ValueError("an extension has the unit of the limit it extends")

    @property
    def first_day(self) -> date:
        """The day of the start event in Shanghai; it is not counted."""
        return day_of(self.start)

    @property
    def total(self) -> Limit:
        """The limit together with its extension."""
        return Limit(self.limit.n + (self.extension.n if self.extension else 0), self.limit.unit)

    def due(self) -> Due:
        """When the limit falls due. ValueError if it cannot be reached within MAX_DAYS."""
        if self.limit.unit is Unit.NONE:
            return Due(None, None, False, "none")
        lines, last = self.explain(), None
        provisional = False
        for last in lines:
            provisional = provisional or last.provisional
        if self.limit.unit is Unit.HOUR:
            return self._due_hours()
        if last is None or last.number is None or not self._complete(last):
            return Due(None, None, provisional, "paused")
        return Due(last.day, midnight_after(last.day), provisional, "due")

    def explain(self) -> Iterator[DayLine]:
        """Each day after the start until the limit is reached, or until an open pause begins, with its reason."""
        if self.limit.unit is Unit.WORKDAY:
            yield from self._walk_workdays()
        elif self.limit.unit in (Unit.DAY, Unit.MONTH):
            yield from self._walk_days()

    def used(self, upto: date) -> int:
        """Counted days after the start up to and including `upto`: working days, else calendar days."""
        return sum(1 for _ in self._counted(self.first_day, day_of(upto)))

    def remaining(self, today: date) -> int | None:
        """Units left after `today`; negative when late. Working days or calendar days; whole hours for hour limits.

        While an open pause stops the count, what would be left if it ended today. None when there is no limit.
        """
        if self.limit.unit is Unit.NONE:
            return None
        if self.limit.unit is Unit.WORKDAY:
            return self.total.n - self.used(today)
        closed = self._closed_at(day_of(today))
        due = closed.due()
        if self.limit.unit is Unit.HOUR:
            if not isinstance(today, datetime) or due.ends_at is None:
                raise ValueError("hours left are asked at an instant")
            return int((due.ends_at - today).total_seconds() // 3600)
        assert due.day is not None
        here = day_of(today)
        skipped = sum(1 for n in range(1, (due.day - here).days + 1) if closed.pause_of(here + n * _DAY))
        return (due.day - here).days - skipped

    def pause_of(self, day: date) -> Pause | None:
        """The pause that takes `day` out of the count, if any."""
        return next((pause for pause in self.pauses if pause.excluded and pause.covers(day)), None)

    def _counted(self, after: date, upto: date) -> Iterator[date]:
        day = after
        while day < upto:
            day += _DAY
            works = self.limit.unit is not Unit.WORKDAY or self.calendar.is_workday(day).counted
            if works and self.pause_of(day) is None:
                yield day

    def _walk_workdays(self) -> Iterator[DayLine]:
        number, day, target = 0, self.first_day, self.total.n
        if target == 0:
            yield from self._roll(day, 0)
            return
        for _ in range(MAX_DAYS):
            day += _DAY
            verdict = self.calendar.is_workday(day)
            pause = self.pause_of(day)
            if pause is not None:
                yield DayLine(
                    day, False, None, f"暂停计时（{verdict.zh}）", f"clock stopped ({verdict.en})", verdict.provisional
                )
                if pause.to_day is None:
                    return
                continue
            number += verdict.counted
            place = number if verdict.counted else None
            yield DayLine(day, verdict.counted, place, verdict.zh, verdict.en, verdict.provisional)
            if number == target:
                return
        raise ValueError(f"the limit is not reached within {MAX_DAYS} days")

    def _walk_days(self) -> Iterator[DayLine]:
        """Calendar days: walked one by one, paused days pushing the end out, then rolled to a working day."""
        target = self.total.n
        if self.limit.unit is Unit.MONTH:
            target = (add_months(self.first_day, self.total.n) - self.first_day).days
        number, day = 0, self.first_day
        while number < target:
            day += _DAY
            if (day - self.first_day).days > MAX_DAYS:
                raise ValueError(f"the limit is not reached within {MAX_DAYS} days")
            pause = self.pause_of(day)
            if pause is not None:
                yield DayLine(day, False, None, "暂停计时", "clock stopped", False)
                if pause.to_day is None:
                    return
                continue
            number += 1
            verdict = self.calendar.is_workday(day)
            if number == target:
                yield from self._roll(day, number)
                return
            yield DayLine(day, True, number, verdict.zh, verdict.en, False)
        yield from self._roll(day, 0)

    def _roll(self, day: date, number: int) -> Iterator[DayLine]:
        """The last day, moved on to the next working day when it is a day off (民法典 203)."""
        for _ in range(MAX_DAYS):
            verdict = self.calendar.is_workday(day)
            if verdict.counted:
                yield DayLine(day, True, number, verdict.zh, verdict.en, verdict.provisional)
                return
            zh, en = f"期满日为{verdict.zh}，顺延", f"ends on {verdict.en}, moved on"
            yield DayLine(day, False, None, zh, en, verdict.provisional)
            day += _DAY
        raise ValueError("no working day found")

    def _complete(self, last: DayLine) -> bool:
        return last.counted and (self.limit.unit is not Unit.WORKDAY or last.number == self.total.n)

    def _due_hours(self) -> Due:
        assert isinstance(self.start, datetime)
        end = self.start.astimezone(SHANGHAI) + timedelta(hours=self.total.n)
        day = self.first_day
        for _ in range(MAX_DAYS):
            if midnight_after(day) >= end:
                return Due(day_of(end), end, False, "due")
            day += _DAY
            pause = self.pause_of(day)
            if pause is not None and pause.to_day is None:
                return Due(None, None, False, "paused")
            if pause is not None:
                end += _DAY
        raise ValueError(f"the limit is not reached within {MAX_DAYS} days")

    def _closed_at(self, today: date) -> Clock:
        """The same clock with open pauses ended today (those that begin later do not matter yet)."""
        pauses = [p for p in self.pauses if p.to_day is not None or p.from_day <= today]
        return replace(self, pauses=tuple(replace(p, to_day=p.to_day or today) for p in pauses))


def day_of(moment: date) -> date:
    """The calendar day in Shanghai of a date or an aware datetime."""
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return moment.astimezone(SHANGHAI).date()
    return moment


def midnight_after(day: date) -> datetime:
    """24:00 of `day` in Shanghai."""
    return datetime.combine(day + _DAY, time(), SHANGHAI)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, solar.monthrange(year, month + 1)[1]))
