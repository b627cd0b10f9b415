"""The task list of an officer: open tasks of the department and roles of the post, soonest due first, keyset-paged.

One LATERAL branch for each department keeps the cost flat at millions of tasks (evidence: database §5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.cases.models import Pause, Task
from tongban.engine.deadlines import Light
from tongban.engine.path.clocks import light_in_pause
from tongban.kit.access import Actor, NotAllowed

PAGE = 25


@dataclass(frozen=True)
class Inbox:
    """One page of tasks, with the case of each; `next` is the address of the following page, "" at the end.

    `pauses`: the special procedure that lasts, by case.
    """

    tasks: tuple[Task, ...]
    next: str
    pauses: Mapping[UUID, Pause]


@dataclass(frozen=True)
class Wanted:
    """A narrower list: of one light (`light_of`) on a day, of one package, at one station, taken by one officer or nobody.

    `text`: how the number begins, or a part of an organisation's name; what persons are called is sealed.

    `soon`: what is due by then is yellow, the next working day.
    """

    light: str = ""
    today: date = date.min
    soon: date = date.min
    package: str = ""
    officer: UUID | None = None
    free: bool = False
    text: str = ""
    station: str = ""


EVERYTHING = Wanted()

_LIGHT = (  # the same as light_of, for a filter
    "(SELECT CASE WHEN due_on < CASE WHEN p.excluded THEN p.started_on ELSE %s END OR p.until < %s THEN 'red'"
    " WHEN p.excluded THEN 'suspended' WHEN due_on <= %s THEN 'yellow' ELSE 'green' END"
    " FROM (SELECT 1) AS one LEFT JOIN cases_pause p ON p.case_id = cases_task.case_id AND p.ended_on IS NULL) = %s"
)

_TEXT = (
    "case_id IN (SELECT c.id FROM cases_case c WHERE starts_with(c.case_no, %s) UNION ALL SELECT c.id FROM cases_case c"
    " JOIN directory_organisation o ON o.id = c.organisation_id WHERE position(%s IN o.name) > 0)"
)


def light_of(due: date | None, pause: Pause | None, today: date, soon: date) -> Light:
    """Red when late, yellow when due by the next working day; while a special procedure lasts, the law's own rule."""
    day = pause.started_on if pause is not None and pause.excluded else today
    own = Light.GREEN if due is None or due > soon else Light.RED if due < day else Light.YELLOW
    if pause is None:
        return own
    return light_in_pause(own, excluded=pause.excluded, until=pause.until, today=today)


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
        "case__citizen", "case__organisation", "case__parent", "case__decision", "department").defer("case__citizen__password")}  # fmt: skip
    tasks = tuple(found[one] for one in ids[:size])
    stopped = [task.case_id for task in tasks if task.case.reason == "suspended"]
    pauses = (
        {row.case_id: row for row in Pause.objects.filter(case__in=stopped, ended_on__isnull=True)} if stopped else {}
    )
    return Inbox(tasks, f"{tasks[-1].sort_on:%Y%m%d}-{tasks[-1].id}" if len(ids) > size else "", pauses)


def next_task(viewer: Actor, *, but: UUID | None = None) -> Task | None:
    """The most urgent task that no colleague has taken, in another case than `but`; None when there is none."""
    for task in open_tasks(viewer, size=100).tasks:
        if task.case_id != but and (not task.officers or viewer.id in task.officers):
            return task
    return None


def _narrower(wanted: Wanted) -> tuple[str, list[Any]]:
    """The conditions of `wanted` as SQL, with their values."""
    parts: list[tuple[str, Any]] = []
    if wanted.officer is not None:
        parts.append(("officers @> ARRAY[%s]::uuid[]", wanted.officer))
    if wanted.package:
        parts.append((
            "case_id IN (SELECT c.id FROM cases_case c JOIN catalog_packageversion v ON v.id = c.package_version_id"
            " WHERE v.package_id = %s)", wanted.package,
        ))  # fmt: skip
    if wanted.station:
        parts.append(("EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id AND c.station = %s)", wanted.station))
    values = [value for _, value in parts]
    if wanted.free:
        parts.append(("officers = '{}'", None))
    if wanted.text:
        parts.append((_TEXT, None))
        values += [wanted.text, wanted.text]
    if wanted.light:
        parts.append((_LIGHT, None))
        values += [wanted.today, wanted.today, wanted.soon, wanted.light]
    return "".join(f" AND {sql}" for sql, _ in parts), values


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
