"""The working-day calendar of a place: notices kept in the city's table, else those that come with the product."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import CharField, Count, Max
from django.db.models.functions import Cast

from tongban.directory.models import CalendarDay
from tongban.directory.queries.departments import region_with_ancestors
from tongban.engine.deadlines import Calendar, YearNotice, shipped_calendar

Version = tuple[int, str]


def calendar_for(region_code: str | None) -> Calendar:
    """The calendar of a region with the overlays above it; None for the national one. Kept until a day changes."""
    whole = _whole(calendar_version())
    if region_code is None:
        return whole.within([])
    return whole.within([region.pk for region in reversed(region_with_ancestors(region_code))])


def calendar_version() -> Version:
    """Changes whenever a day is added, replaced or removed: days are never edited, and new keys only grow."""
    found = CalendarDay.objects.aggregate(count=Count("pk"), last=Max(Cast("pk", CharField())))
    return found["count"], found["last"] or ""


@lru_cache(maxsize=2)
def _whole(version: Version) -> Calendar:
    shipped = shipped_calendar()
    notices = _notices(CalendarDay.objects.all())
    years = dict(shipped.years) | {notice.year: notice for notice in notices if notice.region is None}
    return Calendar.of(years.values(), [notice for notice in notices if notice.region is not None])


def _notices(rows: Iterable[CalendarDay]) -> list[YearNotice]:
    found: dict[tuple[int, str | None], YearNotice] = {}
    for row in rows:
        key = (row.day.year, row.region_id)
        source = (row.source, row.source)
        notice = found.setdefault(key, YearNotice(row.day.year, row.region_id, source, None, {}, {}))
        days: dict[object, tuple[str, str]] = notice.work if row.is_workday else notice.off  # type: ignore[assignment]
        days[row.day] = (row.reason_zh, row.reason_en)
    return list(found.values())
