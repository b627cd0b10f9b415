"""What is new for officers: a task came, a clock turned yellow or red, the applicant answered or withdrew. One line for
each case and post, counted up; what an officer has read is quiet until something is new."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tongban.cases import clocks
from tongban.cases.models import Case, Clock, DeskNotice, DeskNoticeRead, Task
from tongban.cases.step import Work
from tongban.engine.deadlines import Calendar, Light
from tongban.kit import clock
from tongban.kit.access import SYSTEM
from tongban.kit.ids import new_id

BATCH = 500
LITTLE = 3  # calendar days within which one working day is left, at the least
KEPT = timedelta(days=60)
HOLIDAYS = 9  # days that a golden week adds
LIT = (Light.YELLOW, Light.RED)


def note_tasks() -> int:
    """Open tasks of which their post has not been told. Returns how many."""
    rows = list(Task.objects.filter(is_open=True, told=False).order_by("id").select_related("case")[:BATCH])
    for task in rows:
        with transaction.atomic():
            if Task.objects.filter(pk=task.id, told=False).update(told=True):
                note(task.case, task.department_id, [task.role], "task", (task.name_zh, task.name_en))
    return len(rows)


def note_lights(today: date) -> int:
    """Running clocks whose light has turned since it was last told. Returns how many."""
    near = Clock.objects.filter(stopped_on=None, due_on__lte=today + timedelta(days=90)).exclude(told_light=Light.RED)
    calendars: dict[str, Calendar] = {}
    told = 0
    for row in near.order_by("id").select_related("case").iterator():
        if row.due_on is not None and row.due_on - today <= _window(row):
            told += _note_light(Work(row.case, SYSTEM, calendars), row, today)
    return told


def _window(row: Clock) -> timedelta:
    """More calendar days than any yellow light has left: a fifth of the limit, or one unit."""
    days = row.n * (30 if row.unit == "month" else 1)
    return timedelta(days=max(LITTLE, days * 2 // 5) + HOLIDAYS)


def _note_light(work: Work, row: Clock, today: date) -> bool:
    light = clocks.light(work, row, today)
    if light not in LIT or light == row.told_light:
        return False
    with transaction.atomic():
        if not Clock.objects.filter(pk=row.pk, stopped_on=None).update(told_light=light):
            return False
        at_desk = row.kind == "receipt"
        department = row.case.accepting_body_id if at_desk else row.case.authority_id
        roles = set(row.case.tasks.filter(is_open=True, department=department).values_list("role", flat=True))
        note(row.case, department, sorted(roles) or [""], light.value)
    return True


def note_case(case_id: UUID, what: str) -> None:
    """Something the applicant did: the body where the case lies is told, and whoever has a task in it."""
    case = Case.objects.get(pk=case_id)
    bodies: dict[UUID, set[str]] = {}
    for task in Task.objects.filter(case=case, is_open=True):
        bodies.setdefault(task.department_id, set()).add(task.role)
    bodies = bodies or {case.accepting_body_id if case.accepted_on is None else case.authority_id: {""}}
    with transaction.atomic():
        for department, roles in bodies.items():
            note(case, department, sorted(roles), what)


def note(case: Case, department: UUID, roles: Iterable[str], what: str, name: tuple[str, str] = ("", "")) -> None:
    """One more thing in the line of a case."""
    for role in roles:
        key = {"case": case, "department_id": department, "role": role}
        said = {"what": what, "name_zh": name[0], "name_en": name[1], "at": clock.now()}
        row, made = DeskNotice.objects.get_or_create(**key, defaults={"id": new_id(), **said})
        if not made:
            quiet = DeskNoticeRead.objects.filter(notice=row, at__gte=row.at).exists()
            DeskNotice.objects.filter(pk=row.pk).update(**said, number=1 if quiet else F("number") + 1)


def forget_old() -> int:
    """Lines of which nothing was new for two months. Returns how many."""
    return DeskNotice.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
