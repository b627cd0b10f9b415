"""The task list of an officer: open tasks of the department and roles of the post, soonest due first, keyset-paged.

One LATERAL branch for each department keeps the cost flat at millions of tasks (evidence: database §5).
"""

from dataclasses import dataclass
from datetime import date
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


def open_tasks(viewer: Actor, *, after: str = "", size: int = PAGE) -> Inbox:
    """What the viewer's post has to do. `after` is an `Inbox.next`."""
    if viewer.kind != "officer" or viewer.department is None:
        raise NotAllowed("officer")
    day, last = _parse(after)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id FROM unnest(%s::uuid[]) AS d CROSS JOIN LATERAL ("
            " SELECT id, sort_on FROM cases_task WHERE is_open AND department_id = d AND role = ANY(%s)"
            " AND (sort_on, id) > (%s, %s) ORDER BY sort_on, id LIMIT %s) t ORDER BY t.sort_on, t.id LIMIT %s",
            [[viewer.department], sorted(viewer.roles), day, last, size + 1, size + 1],
        )
        ids = [row[0] for row in cursor.fetchall()]
    found = {task.id: task for task in Task.objects.filter(id__in=ids[:size]).select_related(
        "case__citizen", "case__organisation", "case__parent", "department")}  # fmt: skip
    tasks = tuple(found[one] for one in ids[:size])
    return Inbox(tasks, f"{tasks[-1].sort_on:%Y%m%d}-{tasks[-1].id}" if len(ids) > size else "")


def _parse(after: str) -> tuple[date, UUID]:
    day, _, last = after.partition("-")
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])), UUID(last)
    except ValueError:
        return date(1, 1, 1), UUID(int=0)


def count_open(viewer: Actor, cap: int = 100) -> int:
    """How many, counted up to `cap` ("99+")."""
    rows = Task.objects.filter(is_open=True, department=viewer.department, role__in=viewer.roles)
    return len(rows.values_list("id", flat=True)[:cap])
