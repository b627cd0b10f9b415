"""The task list as plain values: light, due day, what is left, case, service, applicant as lists show people."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tongban.cases.models import Pause, Task
from tongban.cases.queries.inbox import Inbox, Wanted, light_of
from tongban.cases.status import status_of
from tongban.catalog.queries import implementation_of, offered, package_of
from tongban.engine.deadlines import Calendar, Light
from tongban.kit import clock
from tongban.workbench import words
from tongban.workbench.case_page.parts import applicant
from tongban.workbench.forms import Field, field, select
from tongban.workbench.words import said

FILTERS = ("light", "service", "station", "taken", "text")
NO_FILTER = dict.fromkeys(FILTERS[:4], "all")
FAR = 400
PAUSED = ("已暂停，不计时", "Paused")


def chosen(values: Iterable[str]) -> dict[str, str]:
    """What the filters are set to; "" is everything."""
    return {name: "" if value == "all" else value for name, value in zip(FILTERS, values, strict=True)}


def next_workday(calendar: Calendar, day: date) -> date:
    """The first working day after `day`: what is due by then is yellow."""
    while True:
        day += timedelta(days=1)
        if calendar.is_workday(day).counted:
            return day


def workdays_left(calendar: Calendar, due: date, today: date) -> int:
    """Working days after `today` up to and including `due`; negative when late. Capped at FAR."""
    first, last, sign = (today, due, 1) if due >= today else (due, today, -1)
    days = (last - first).days
    return sign * sum(calendar.is_workday(first + timedelta(days=n)).counted for n in range(1, min(days, FAR) + 1))


def wanted_of(chosen: dict[str, str], soon: date, officer: UUID | None) -> Wanted:
    """The filters of the address as the query takes them."""
    taken = chosen["taken"]
    mine = officer if taken == "me" else None
    return Wanted(
        chosen["light"],
        clock.today(),
        soon,
        chosen["service"],
        mine,
        free=taken == "nobody",
        text=chosen["text"][:100],
        station=chosen["station"],
    )


def lines(found: Inbox, calendar: Calendar, viewer: UUID | None) -> list[dict[str, Any]]:
    """One line for each task."""
    today = clock.today()
    soon = next_workday(calendar, today)
    return [_line(task, found.pauses.get(task.case_id), calendar, today, soon, viewer) for task in found.tasks]


def _line(
    task: Task, pause: Pause | None, calendar: Calendar, today: date, soon: date, viewer: UUID | None
) -> dict[str, Any]:
    case = task.case
    light = light_of(task.due_on, pause, today, soon)
    return {
        "id": task.id,
        "case": case.id,
        "number": case.case_no,
        "name": said((task.name_zh, task.name_en)),
        "service": said(package_of(case.package_version_id).service.name),
        "bundle": case.parent.case_no if case.parent else "",
        "applicant": applicant(case),
        "state": said(status_of(case)),
        "light": words.light(light),
        "due": words.day(task.due_on),
        "left": said(PAUSED) if light == Light.SUSPENDED else _left(calendar, task.due_on, today),
        "taken": bool(task.officers),
        "mine": viewer in task.officers,
    }


def _left(calendar: Calendar, due: date | None, today: date) -> str:
    if due is None:
        return ""
    if due == today:
        return said(("今天到期", "due today"))
    n = workdays_left(calendar, due, today)
    if due < today:
        return said((f"已超 {-n} 个工作日", f"{-n} working days late"))
    return said((f"还剩 {n} 个工作日", f"{n} working days left"))


def fields(department_services: dict[str, words.Pair]) -> tuple[Field, ...]:
    """The filters."""
    every = ("全部", "All")
    lights = {"all": every, **{str(code): pair for code, (_, pair) in words.LIGHTS.items()}}
    return (
        select("light", "灯", "Light", lights),
        select("service", "事项", "Service", {"all": every, **department_services}),
        select("station", "环节", "Stage", {"all": every, **words.STATIONS}),
        select(
            "taken", "领取", "Taken", {"all": every, "me": ("我领取的", "By me"), "nobody": ("无人领取", "By nobody")}
        ),
        field("text", "编号或单位名称", "Number or organisation", widget="search", required=False),
    )


def services_of(department: str) -> dict[str, words.Pair]:
    """The packages the department with this code receives, decides or works on, for the filter."""
    found = {}
    for version in offered().filter(package_version__isnull=False):
        content = implementation_of(version.id)
        if department not in {content.authority, content.accepting_body, *content.roles.values()}:
            continue
        assert version.package_version_id is not None
        service = package_of(version.package_version_id).service
        found[service.code] = words.pair(service.name)
    return found
