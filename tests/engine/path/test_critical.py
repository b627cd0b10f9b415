"""The longest remaining way of a bundle: worked by hand, and held to its laws for any bundle."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.engine.deadlines import Limit, Unit, shipped_calendar
from tongban.engine.path.critical import Leg, Stage, forecast

CALENDAR = shipped_calendar()
TODAY = date(2026, 3, 2)  # a Monday
DAYS = Limit(5, Unit.WORKDAY)


def test_what_waits_begins_when_the_last_of_what_it_waits_for_ends():
    registration = Stage("registration", due=date(2026, 3, 6), then=(DAYS,))
    sign = Stage("sign", due=date(2026, 3, 4))
    food = Stage("food", ("registration", "sign"), waits=True, then=(DAYS, DAYS))
    seen = forecast([registration, sign, food], TODAY, CALENDAR)
    assert seen.legs == (
        Leg("registration", TODAY, date(2026, 3, 13)),
        Leg("sign", TODAY, date(2026, 3, 4)),
        Leg("food", date(2026, 3, 13), date(2026, 3, 27)),
    )
    assert (seen.path, seen.end, seen.held_by) == (("registration", "food"), date(2026, 3, 27), ())


def test_a_clock_that_stands_still_takes_the_day_away_and_is_named():
    paused = Stage("a")
    seen = forecast([paused, Stage("b", ("a",), waits=True, then=(DAYS,)), Stage("c", due=TODAY)], TODAY, CALENDAR)
    assert (seen.end, seen.path, seen.held_by) == (None, ("a",), ("a",))
    assert [leg.end for leg in seen.legs] == [None, None, TODAY]


def test_what_is_done_or_not_of_this_bundle_holds_nobody_up_and_what_is_late_ends_today():
    seen = forecast(
        [Stage("a", done=True), Stage("b", ("a", "elsewhere"), waits=True, then=(DAYS,)),
         Stage("late", due=date(2026, 2, 2))], TODAY, CALENDAR
    )  # fmt: skip
    assert [(leg.code, leg.end) for leg in seen.legs] == [("b", date(2026, 3, 9)), ("late", TODAY)]
    assert forecast([Stage("a", done=True)], TODAY, CALENDAR).path == ()


def test_a_ring_is_refused_by_name():
    with pytest.raises(ValueError, match="a > b > a"):
        forecast([Stage("a", ("b",), waits=True), Stage("b", ("a",), waits=True)], TODAY, CALENDAR)


@st.composite
def bundles(draw):
    """Up to six matters; each may wait for earlier ones."""
    stages = []
    for at in range(draw(st.integers(1, 6))):
        requires = tuple(f"s{n}" for n in draw(st.sets(st.integers(0, at - 1), max_size=3))) if at else ()
        waits = bool(requires) and draw(st.booleans())
        then = tuple(Limit(n, Unit.WORKDAY) for n in draw(st.lists(st.integers(0, 20), max_size=2)))
        due = TODAY + timedelta(days=draw(st.integers(-5, 30)))
        stages.append(
            Stage(f"s{at}", requires, done=draw(st.booleans()), waits=waits, due=None if waits else due, then=then)
        )
    return stages


@settings(max_examples=60, deadline=None)
@given(bundles(), st.data())
def test_laws_of_the_longest_way(stages, data):
    seen = forecast(stages, TODAY, CALENDAR)
    by_code, ends = {one.code: one for one in stages}, {leg.code: leg for leg in seen.legs}
    assert set(ends) == {one.code for one in stages if not one.done}
    if not ends:
        assert seen.end is None
        return
    assert seen.end == max(leg.end for leg in seen.legs)
    assert ends[seen.path[-1]].end == seen.end
    assert not by_code[seen.path[0]].waits or not any(one in ends for one in by_code[seen.path[0]].requires)
    for before, after in pairwise(seen.path):
        assert before in by_code[after].requires
        assert ends[after].start == ends[before].end
    later = data.draw(st.sampled_from(stages))
    slower = [replace(one, then=(*one.then, DAYS)) if one is later else one for one in stages]
    assert forecast(slower, TODAY, CALENDAR).end >= seen.end
    if later.code not in seen.path:
        faster = [replace(one, then=()) if one is later else one for one in stages]
        assert forecast(faster, TODAY, CALENDAR).end == seen.end
