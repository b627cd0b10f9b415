"""The ledger as the audit administrator reads it: newest first, by keys, filters kept in the address.

Facts of the ledger hold references and figures only; names of officers are added for the reader, citizens stay keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongban.directory.models import Department, Officer
from tongban.directory.roles import AUDIT_ADMIN
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed
from tongban.kit.ledger.models import Access, Act

PAGE = 50
PORTION = 1000
TABLES: dict[str, type[Act] | type[Access]] = {"act": Act, "access": Access}


@dataclass(frozen=True)
class Filters:
    """What is looked for; empty values look for everything. `before` is the key of the last line of the page above."""

    table: str = "act"
    kind: str = ""
    actors: tuple[UUID, ...] | None = None
    department: UUID | None = None
    case: UUID | None = None
    subject: UUID | None = None
    since: date | None = None
    until: date | None = None
    before: UUID | None = None


@dataclass(frozen=True)
class Line:
    """One fact; `who` is an officer's name and login, or kind and key. `body` in pairs: a template takes `body.items`
    for the body's own key "items"."""

    fact: Any
    who: str
    department: str
    body: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Page:
    """At most 50 lines; `next_before` continues."""

    lines: list[Line]
    next_before: UUID | None


def ledger_page(viewer: Actor, filters: Filters) -> Page:
    """One page. Raises NotAllowed to anybody but the audit administrator."""
    if AUDIT_ADMIN not in viewer.roles:
        raise NotAllowed(AUDIT_ADMIN)
    table = TABLES.get(filters.table, Act)
    rows = list(table.objects.filter(_condition(filters)).order_by("-id")[: PAGE + 1])
    shown = rows[:PAGE]
    return Page(_lines(shown), shown[-1].id if len(rows) > PAGE else None)


def ledger_lines(viewer: Actor, filters: Filters, most: int) -> Iterator[Line]:
    """At most so many lines, newest first, read in portions. Raises NotAllowed as `ledger_page`, before the first."""
    if AUDIT_ADMIN not in viewer.roles:
        raise NotAllowed(AUDIT_ADMIN)
    return _portions(filters, most)


def how_many(filters: Filters, most: int) -> int:
    """How many facts match; counting stops at `most`."""
    return TABLES.get(filters.table, Act).objects.filter(_condition(filters))[:most].count()


def _portions(filters: Filters, most: int) -> Iterator[Line]:
    table = TABLES.get(filters.table, Act)
    while most > 0:
        rows = list(table.objects.filter(_condition(filters)).order_by("-id")[: min(PORTION, most)])
        yield from _lines(rows)
        if len(rows) < PORTION:
            return
        most -= len(rows)
        filters = replace(filters, before=rows[-1].id)


def officers_called(text: str) -> tuple[UUID, ...]:
    """The officers of this login or name, whether or not they still serve."""
    return tuple(Officer.objects.filter(Q(login=text) | Q(name=text)).values_list("id", flat=True))


def _condition(filters: Filters) -> Q:
    found = Q()
    if filters.kind:
        found &= Q(kind__startswith=filters.kind)
    if filters.actors is not None:
        found &= Q(actor__in=filters.actors)
    for name in ("department", "case", "subject"):
        if value := getattr(filters, name):
            found &= Q(**{name: value})
    if filters.since:
        found &= Q(at__gte=clock.on(filters.since, 0))
    if filters.until:
        found &= Q(at__lt=clock.on(filters.until + timedelta(days=1), 0))
    if filters.before:
        found &= Q(id__lt=filters.before)
    return found


def _lines(rows: list[Any]) -> list[Line]:
    officers = Officer.objects.in_bulk({row.actor for row in rows if row.actor_kind == "officer"} - {None})
    departments = Department.objects.in_bulk({row.department for row in rows} - {None})
    lines = []
    for row in rows:
        officer = officers.get(row.actor)
        who = f"{officer.name} ({officer.login})" if officer else f"{row.actor_kind} {row.actor or ''}".strip()
        department = departments.get(row.department)
        lines.append(Line(row, who, department.name_zh if department else "", tuple(row.body.items())))
    return lines
