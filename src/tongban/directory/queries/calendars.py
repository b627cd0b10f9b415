"""The working-day calendar of a place: notices kept in the city's table, else those that come with the product."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

from tongban.directory.models import CalendarDay, Region
from tongban.engine.deadlines import Calendar, YearNotice, shipped_calendar

Version = tuple[int, str]


def calendar_for(region_code: str | None) -> Calendar:
    """The calendar of a region with the overlays above it; None for the national one. Kept until a day changes.

    One statement. Raises Region.DoesNotExist.
    """
    version, regions = _version_and_regions(region_code)
    if region_code is not None and not regions:
        raise Region.DoesNotExist(region_code)
    return _whole(version).within(regions)


def _version_and_regions(region_code: str | None) -> tuple[Version, list[str]]:
    """The version changes whenever a day is added, replaced or removed: days are never edited, and new keys only grow.
    With it the region and those above it, the highest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up(code, parent, height) AS ("
            " SELECT code, parent_id, 0 FROM directory_region WHERE code = %s UNION ALL"
            " SELECT r.code, r.parent_id, up.height + 1 FROM directory_region r JOIN up ON r.code = up.parent"
            " WHERE up.height < 9)"
            " SELECT (SELECT count(*) FROM directory_calendarday), (SELECT max(id::text) FROM directory_calendarday),"
            " (SELECT array_agg(code ORDER BY height DESC) FROM up)",
            [region_code],
        )
        count, last, regions = cursor.fetchone()
    return (count, last or ""), regions or []


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
