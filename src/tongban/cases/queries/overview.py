"""How a department stands: its open cases by station and light, and what is late. Counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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


def _open(viewer: Actor) -> QuerySet[Any]:
    """Open cases that lie with the viewer's department, with the day that is due next. Bundles count by children."""
    if viewer.kind != "officer" or viewer.department is None:
        raise NotAllowed("officer")
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
    return list(
        late.select_related("citizen", "organisation", "package_version", "authority", "decision").defer(
            "citizen__password"
        )[:size]
    )


def by_number(viewer: Actor, number: str) -> Case | None:
    """The case with exactly this number, if it exists for the viewer."""
    return visible(viewer).filter(case_no=number.strip()).first()
