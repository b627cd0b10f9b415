"""How a department stands: its open cases by station and light, and what is late. Counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery

from tongban.cases.models import Case, Clock
from tongban.cases.queries.cases import visible
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed

COUNTED = ("promised", "statutory", "receipt", "deliver")


@dataclass(frozen=True)
class StationCount:
    """Open cases at one station; `soon` are due by the next working day, `late` are overdue."""

    station: str
    total: int
    soon: int
    late: int


def _require_officer(viewer: Actor) -> None:
    if viewer.kind != "officer" or viewer.department is None:
        raise NotAllowed("officer")


def _open(viewer: Actor) -> QuerySet[Any]:
    """Open cases that lie with the viewer's department, with the day that is due next. Bundles count by children."""
    _require_officer(viewer)
    here = Q(authority=viewer.department) | Q(accepting_body=viewer.department, station="submit")
    running = Clock.objects.filter(case=OuterRef("pk"), stopped_on__isnull=True, kind__in=COUNTED)
    due = Subquery(running.values("case").annotate(day=Min("due_on")).values("day"))
    bundle = Q(children__isnull=False)
    return Case.objects.filter(here).exclude(station="close").exclude(bundle).annotate(due=due)


def by_station(viewer: Actor, *, soon: date) -> Sequence[StationCount]:
    """One line for each station that has cases. `soon`: the last day that is yellow."""
    today = clock.today()
    rows = (
        _open(viewer)
        .exclude(reason="waiting")
        .values("station")
        .annotate(
            total=Count("id"),
            late=Count("id", filter=Q(due__lt=today)),
            soon=Count("id", filter=Q(due__gte=today, due__lte=soon)),
        )
    )
    return [StationCount(row["station"], row["total"], row["soon"], row["late"]) for row in rows]


def overdue(viewer: Actor, *, size: int = 100) -> Sequence[Case]:
    """What is late, the longest first, each with `due`."""
    late = _open(viewer).filter(due__lt=clock.today()).order_by(F("due"), "id")
    return _listed(late, size)


def _listed(rows: QuerySet[Any], size: int) -> Sequence[Case]:
    related = rows.select_related("citizen", "organisation", "package_version", "authority", "decision")
    return list(related.defer("citizen__password")[:size])


@dataclass(frozen=True)
class Holder:
    """Who holds how many open tasks of a department; `officer` is None for those that nobody has taken."""

    officer: UUID | None
    name: str
    total: int
    late: int
    oldest: datetime


def holders(viewer: Actor, *, size: int = 50) -> Sequence[Holder]:
    """Who works on what, those with the most first. A task that several have joined counts for each of them."""
    _require_officer(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.id, coalesce(o.name, ''), count(*), count(*) FILTER (WHERE t.due_on < %s), min(t.opened_at)"
            " FROM cases_task t LEFT JOIN LATERAL unnest(t.officers) AS taken(officer) ON true"
            " LEFT JOIN directory_officer o ON o.id = taken.officer"
            " WHERE t.is_open AND t.department_id = %s GROUP BY o.id, o.name"
            " ORDER BY o.id IS NOT NULL, count(*) DESC, o.name LIMIT %s",
            [clock.today(), viewer.department, size],
        )
        return [Holder(*row) for row in cursor.fetchall()]


AGES = (7, 30, 90)
"""Days since filing that part the ages of open cases; what is older than the last is one group more."""


def by_age(viewer: Actor) -> Sequence[int]:
    """How many open cases were filed within each span of AGES, and before them all."""
    now = clock.now()
    ends = [now, *(now - timedelta(days=days) for days in AGES), None]
    spans = {
        f"span{n}": Count("id", filter=Q(submitted_at__lte=upper) & (Q(submitted_at__gt=lower) if lower else Q()))
        for n, (upper, lower) in enumerate(pairwise(ends))
    }
    found = _open(viewer).exclude(reason="waiting").order_by().aggregate(**spans)
    return [found[name] for name in spans]


def coming(viewer: Actor, until: date, *, size: int = 50) -> Sequence[Case]:
    """What is due from today to `until`, the nearest first, each with `due`."""
    rows = _open(viewer).filter(due__gte=clock.today(), due__lte=until).order_by(F("due"), "id")
    return _listed(rows, size)


RUNNING_CAP = 1000


def running_by_version(versions: Sequence[UUID]) -> dict[UUID, int]:
    """How many cases run under each package version, counted up to RUNNING_CAP."""
    running = Case.objects.exclude(station="close").order_by()
    return {
        one: len(running.filter(package_version=one).values_list("id", flat=True)[:RUNNING_CAP]) for one in versions
    }


def by_number(viewer: Actor, number: str) -> Case | None:
    """The case with exactly this number, if it exists for the viewer."""
    return visible(viewer).filter(case_no=number.strip()).first()
