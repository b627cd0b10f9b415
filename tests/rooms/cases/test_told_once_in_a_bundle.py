"""一次性告知 in a bundle: a notice stops only the children it names, and none of them is told twice (行政许可法 32(4))."""

from datetime import date

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import begun, refused
from tongban.cases.actions import correcting
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Clock
from tongban.kit import clock
from world.running import HELD, StoryRun

pytestmark = pytest.mark.django_db


def on(day: date):  # type: ignore[no-untyped-def]
    return clock.simulated(clock.on(day, hour=10))


def bundle() -> StoryRun:
    """Food and sign of a firm that exists: both filed at once."""
    return begun("open-restaurant", "existing-firm")


def states(run: StoryRun) -> dict[str, tuple[str, bool]]:
    """Of each child: why it stands where it stands, and whether its five days run."""
    running = set(Clock.objects.filter(kind="receipt", stopped_on=None).values_list("case_id", flat=True))
    return {one.child_code: (one.reason, one.id in running) for one in Case.objects.filter(parent=run.root)}


def tell(run: StoryRun, *items: dict[str, str]) -> str:
    teller = run.of_case(Case.objects.get(pk=run.root), "request_correction")
    told = [{"text": "看不清", **item} for item in items]
    return refused(correcting.request_correction, run.root, actor=teller, items=told)


def answer(run: StoryRun) -> None:
    case = Case.objects.get(pk=run.root)
    assert case.current is not None
    slots = {slot: (run.material(slot),) for slot in run.story.materials}
    correcting.answer_correction(run.root, actor=run.applicant, answers=dict(case.current.answers), materials=slots)


FOOD, SIGN = {"child": "food-business", "slot": "layout"}, {"child": "outdoor-sign", "slot": "sign-picture"}
RUNS, STOPPED = ("", True), ("correction", False)


def test_only_the_child_that_is_named_is_stopped_and_received_again(city: object) -> None:
    run = bundle()
    with undrawn(), on(date(2026, 9, 18)):
        assert tell(run, FOOD) == "done"
    assert states(run) == {"fire-safety-check": RUNS, "food-business": STOPPED, "outdoor-sign": RUNS}
    with undrawn(), on(date(2026, 9, 21)):
        assert tell(run, SIGN) == "correction-open"  # one notice at a time
        answer(run)
    assert set(states(run).values()) == {RUNS}
    received = dict(Case.objects.filter(parent=run.root).values_list("child_code", "filed_on"))
    assert received == {
        "fire-safety-check": date(2026, 9, 17), "food-business": date(2026, 9, 21), "outdoor-sign": date(2026, 9, 17),
    }  # fmt: skip


def test_naming_another_child_each_time_stops_no_child_twice(city: object) -> None:
    run = bundle()
    with undrawn(), on(date(2026, 9, 18)):
        assert tell(run, FOOD) == "done"
        answer(run)
        assert tell(run, SIGN) == "done"  # never told before, and its five days still run
        answer(run)
        assert tell(run, FOOD) == "told-once"
        assert tell(run, SIGN) == "told-once"
        assert tell(run, {"child": "fire-safety-check", "slot": "fire-plan"}, FOOD) == "told-once"
        assert tell(run, {"child": "fire-safety-check", "slot": "fire-plan"}) == "done"
    assert states(run) == {"fire-safety-check": STOPPED, "food-business": RUNS, "outdoor-sign": RUNS}


def test_a_material_that_several_children_use_tells_them_all(city: object) -> None:
    run = bundle()
    with undrawn(), on(date(2026, 9, 18)):
        assert tell(run, {"child": "food-business", "slot": "business-licence"}) == "done"
    assert set(states(run).values()) == {STOPPED}
    with undrawn(), on(date(2026, 9, 18)):
        answer(run)
        assert tell(run, SIGN) == "told-once"


def test_an_item_of_no_matter_is_about_those_that_use_it_or_about_all(city: object) -> None:
    run = bundle()
    with undrawn(), on(date(2026, 9, 18)):
        assert tell(run, {"slot": "sign-picture"}) == "done"
        assert states(run) == {"fire-safety-check": RUNS, "food-business": RUNS, "outdoor-sign": STOPPED}
        answer(run)
        assert tell(run, {}) == "told-once"


def test_a_child_that_was_not_named_is_accepted_by_silence_while_another_is_corrected(city: object) -> None:
    run = bundle()
    with undrawn(), on(date(2026, 9, 18)):
        assert tell(run, FOOD) == "done"
    with undrawn(), on(date(2026, 9, 24)):
        catch_up(hold=HELD)
    stations = dict(Case.objects.filter(parent=run.root).values_list("child_code", "station"))
    assert (stations["food-business"], stations["outdoor-sign"]) == ("submit", "decide")
    with undrawn(), on(date(2026, 9, 24)):
        answer(run)
    food = Case.objects.get(parent=run.root, child_code="food-business")
    assert (food.reason, food.filed_on) == ("", date(2026, 9, 24))
