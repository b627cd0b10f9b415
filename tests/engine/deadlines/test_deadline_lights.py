"""Green, yellow, red, and that the rules are data."""

from datetime import date, datetime

import pytest

from tongban.engine.deadlines import SHANGHAI, Clock, Light, LightRules, Limit, Pause, Unit, light

G, Y, R = Light.GREEN, Light.YELLOW, Light.RED


@pytest.mark.parametrize(
    ("day", "expected"),
    [((3, 2), G), ((3, 23), G), ((3, 24), Y), ((3, 30), Y), ((3, 31), R), ((6, 1), R)],
)
def test_twenty_working_days(cal, day, expected):
    clock = Clock(date(2026, 3, 2), Limit(20, Unit.WORKDAY), cal)  # due 2026-03-30; four left on the 24th
    assert light(clock, date(2026, *day)) is expected


def test_rules_are_data(cal):
    clock = Clock(date(2026, 3, 2), Limit(20, Unit.WORKDAY), cal)
    assert light(clock, date(2026, 3, 23), LightRules(yellow_units=5)) is Y
    assert light(clock, date(2026, 3, 24), LightRules(yellow_units=0, yellow_percent=0)) is G
    with pytest.raises(ValueError):
        LightRules(yellow_percent=101)


def test_stopped_clock_is_green_unless_it_was_late_before(cal):
    limit = Limit(5, Unit.WORKDAY)  # due 2026-03-09
    assert light(Clock(date(2026, 3, 2), limit, cal, (Pause(date(2026, 3, 4)),)), date(2026, 6, 1)) is G
    assert light(Clock(date(2026, 3, 2), limit, cal, (Pause(date(2026, 3, 10)),)), date(2026, 6, 1)) is R
    assert light(Clock(date(2026, 3, 2), Limit.none(), cal), date(2040, 1, 1)) is G


def test_hours_turn_red_to_the_minute(cal):
    clock = Clock(datetime(2026, 9, 30, 15, 30, tzinfo=SHANGHAI), Limit(24, Unit.HOUR), cal)
    at = [datetime(2026, 10, 1, *hm, tzinfo=SHANGHAI) for hm in ((9, 0), (12, 0), (15, 29), (15, 30))]
    assert [light(clock, moment) for moment in at] == [G, Y, Y, R]


def test_months(cal):
    clock = Clock(date(2026, 3, 2), Limit(1, Unit.MONTH), cal)  # due 2026-04-02; 6 of 30 days left on 27 March
    assert [light(clock, date(2026, *day)) for day in ((3, 26), (3, 27), (4, 2), (4, 3))] == [G, Y, Y, R]
