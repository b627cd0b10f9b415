"""The task list of an officer: open tasks of the department and roles of the post, soonest due first, keyset-paged.

One LATERAL branch for each department keeps the cost flat at millions of tasks (evidence: database §5).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.cases.models import Task
from tongban.kit.access import Actor, NotAllowed

PAGE = 25


@dataclass(frozen=True)
class Inbox:
    """One page of tasks, with the case of each; `next` is the address of the following page, "" at the end."""

    tasks: tuple[Task, ...]
    next: str


@dataclass(frozen=True)
class Wanted:
    """A narrower list: due no later or no earlier than a day, of one package, taken by one officer."""

    due_to: date | None = None
    due_from: date | None = None
    package: str = ""
    officer: UUID | None = None


EVERYTHING = Wanted()


def open_tasks(viewer: Actor, *, after: str = "", size: int = PAGE, wanted: Wanted = EVERYTHING) -> Inbox:
    """What the viewer's post has to do. `after` is an `Inbox.next`."""
    if viewer.kind != "officer" or viewer.department is None:
        raise NotAllowed("officer")
    day, last = _parse(after)
    narrower, values = _narrower(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id FROM unnest(%s::uuid[]) AS d CROSS JOIN LATERAL ("
            " SELECT id, sort_on FROM cases_task WHERE is_open AND department_id = d AND role = ANY(%s)"
            f" AND (sort_on, id) > (%s, %s){narrower} ORDER BY sort_on, id LIMIT %s) t ORDER BY t.sort_on, t.id LIMIT %s",
            [[viewer.department], sorted(viewer.roles), day, last, *values, size + 1, size + 1],
        )
        ids = [row[0] for row in cursor.fetchall()]
    found = {task.id: task for task in Task.objects.filter(id__in=ids[:size]).select_related(
        "case__citizen", "case__organisation", "case__parent", "department").defer("case__citizen__password")}  # fmt: skip
    tasks = tuple(found[one] for one in ids[:size])
    return Inbox(tasks, f"{tasks[-1].sort_on:%Y%m%d}-{tasks[-1].id}" if len(ids) > size else "")


def _narrower(wanted: Wanted) -> tuple[str, list[Any]]:
    """The conditions of `wanted` as SQL, with their values. Tasks without a due day are never due before a day."""
    parts: list[tuple[str, Any]] = []
    if wanted.due_to is not None:
        parts.append(("due_on <= %s", wanted.due_to))
    if wanted.due_from is not None:
        parts.append(("(due_on IS NULL OR due_on >= %s)", wanted.due_from))
    if wanted.officer is not None:
        parts.append(("officers @> ARRAY[%s]::uuid[]", wanted.officer))
    if wanted.package:
        parts.append((
            "case_id IN (SELECT c.id FROM cases_case c JOIN catalog_packageversion v ON v.id = c.package_version_id"
            " WHERE v.package_id = %s)", wanted.package,
        ))  # fmt: skip
    return "".join(f" AND {sql}" for sql, _ in parts), [value for _, value in parts]


def _parse(after: str) -> tuple[date, UUID]:
    day, _, last = after.partition("-")
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])), UUID(last)
    except ValueError:
        return date(1, 1, 1), UUID(int=0)


def counted(viewer: Actor) -> str:
    """How many in words for the header: "", a number, or "99+"."""
    found = count_open(viewer) if viewer.department else 0
    return "99+" if found > 99 else str(found or "")


def count_open(viewer: Actor, cap: int = 100) -> int:
    """How many, counted up to `cap` ("99+")."""
    rows = Task.objects.filter(is_open=True, department=viewer.department, role__in=viewer.roles)
    return len(rows.values_list("id", flat=True)[:cap])
