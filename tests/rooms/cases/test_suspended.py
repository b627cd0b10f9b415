"""How long a special procedure may last, and what is seen of it on the case page and in the task list (行政许可法 45)."""

from datetime import date

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import accepted_sign, officer, refused
from tongban.cases.actions import pausing, working
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Pause, Task
from tongban.cases.queries import inbox
from tongban.cases.queries.clock_view import clocks_of
from tongban.engine.deadlines import Light
from tongban.kit import clock
from tongban.kit.ledger.models import Act
from world.running import HELD

pytestmark = pytest.mark.django_db


def on(day: date):  # type: ignore[no-untyped-def]
    return clock.simulated(clock.on(day, hour=10))


def suspend(case: Case, workdays: int = 5, reason: str = "") -> str:
    return refused(
        pausing.suspend, case.id, actor=officer("shangguanting"), kind="hearing", workdays=workdays, reason=reason
    )


def lights(case: Case, day: date) -> tuple[set[str], set[str]]:
    """On the case page, and in the reviewer's task list; by the filter as by the line."""
    viewer = officer("shangguanting")
    own = {one.light for one in clocks_of(viewer, Case.objects.get(pk=case.id), running_only=True)}
    found = inbox.open_tasks(viewer)
    listed = {
        task.id: inbox.light_of(task.due_on, found.pauses.get(task.case_id), day, day)
        for task in found.tasks
        if task.case_id == case.id
    }
    for light in Light:
        narrower = inbox.open_tasks(viewer, wanted=inbox.Wanted(str(light), day, day))
        assert {one.id for one in narrower.tasks} & set(listed) == {id for id, one in listed.items() if one == light}
    return {str(one) for one in own}, {str(one) for one in listed.values()}


def test_the_light_is_neutral_within_the_days_told_and_red_after_them(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    Task.objects.filter(case=case).update(due_on=date(2026, 3, 9))  # an internal limit within the pause
    with on(date(2026, 3, 5)):
        assert suspend(case) == "done"
        assert Pause.objects.get(case=case).until == date(2026, 3, 12)
    with on(date(2026, 3, 12)):
        catch_up(hold=HELD)
        assert lights(case, date(2026, 3, 12)) == ({"suspended"}, {"suspended"})
    assert not Act.objects.filter(case=case.id, kind="case.suspension_overdue").exists()
    for day in (date(2026, 3, 13), date(2026, 3, 16)):
        with on(day):
            catch_up(hold=HELD)
            assert lights(case, day) == ({"red"}, {"red"})
    told = Act.objects.get(case=case.id, kind="case.suspension_overdue")
    assert told.body["until"] == "2026-03-12"
    task = Task.objects.get(case=case, node="=resume")
    assert (task.is_open, task.due_on, task.role) == (True, date(2026, 3, 12), "reviewer")
    with on(date(2026, 3, 17)):
        pausing.resume(case.id, actor=officer("shangguanting"), result="笔录已存")
    task.refresh_from_db()
    assert not task.is_open


def test_what_was_late_before_stays_red(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    with on(date(2026, 3, 18)):
        assert suspend(case) == "done"
        assert lights(case, date(2026, 3, 18)) == ({"red"}, {"red"})


def test_the_days_of_one_kind_are_limited_all_together(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    with on(date(2026, 3, 5)):
        assert suspend(case, 9999) == "days-too-many"
        assert suspend(case, 21) == "days-too-many"
        assert suspend(case, 15) == "done"
        pausing.resume(case.id, actor=officer("shangguanting"), result="笔录已存")
        assert suspend(case, 5) == "reason-needed"
        assert suspend(case, 6, "另有申请") == "days-too-many"
        assert suspend(case, 5, "另有申请") == "done"
    told = Act.objects.filter(case=case.id, kind="case.suspended").values_list("body__number", flat=True)
    assert sorted(told) == [1, 2]


def test_what_is_not_excluded_goes_on_counting(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    with on(date(2026, 3, 5)):
        suspend(case)
        Pause.objects.filter(case=case).update(excluded=False)
        pausing.recompute_open(case.id, actor=officer("shangguanting"))
        assert all("suspended" not in seen for seen in lights(case, date(2026, 3, 5)))


def test_what_is_not_counted_is_not_worked_on(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    task = Task.objects.get(case=case, node="review")
    with undrawn(), on(date(2026, 3, 5)):
        assert suspend(case) == "done"
        give = {"verdict": "agree"}
        assert refused(working.complete, task.id, actor=officer("shangguanting"), give=give) == "paused"
        assert refused(pausing.resume, case.id, actor=officer("shangguanting"), result="听证结束") == "done"
        assert refused(working.complete, task.id, actor=officer("shangguanting"), give=give) == "done"
