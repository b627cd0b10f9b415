"""Which years of the calendar are published, as the administrator sees them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from tongban.directory.models import CalendarDay
from tongban.directory.queries.calendars import calendar_for


@dataclass(frozen=True)
class Year:
    """A calendar year; `provisional` when its notice is not loaded. `soon` when that matters now."""

    year: int
    days: int
    provisional: bool
    soon: bool


def years_of_calendar(today: date) -> list[Year]:
    """From last year to next year and whatever is loaded; the next year matters from November on."""
    calendar = calendar_for(None)
    counted = Counter(day.year for day in CalendarDay.objects.filter(region__isnull=True).values_list("day", flat=True))
    wanted = sorted({today.year - 1, today.year, today.year + 1} | set(counted))
    return [
        Year(
            year, counted[year], not calendar.published(year),
            not calendar.published(year) and (year == today.year or (year == today.year + 1 and today.month >= 11)),
        )
        for year in wanted
    ]  # fmt: skip


def local_days() -> list[CalendarDay]:
    """Local extra days, newest first."""
    return list(CalendarDay.objects.filter(region__isnull=False).select_related("region").order_by("-day")[:200])
