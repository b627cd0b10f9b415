"""Due dates: the vectors of the law's arithmetic, pauses, extensions, other units, and properties that hold for all."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.engine.deadlines import SHANGHAI, Clock, Limit, Pause, Unit, shipped_calendar

CAL = shipped_calendar()


def workdays(n):
    return Limit(n, Unit.WORKDAY)


def due(start, n, *pauses, unit=Unit.WORKDAY, more=None):
    extension = None if more is None else Limit(more, unit)
    return Clock(start, Limit(n, unit), CAL, tuple(pauses), extension).due()


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 2, 12), 20, date(2026, 3, 18)),
        (date(2026, 2, 12), 30, date(2026, 4, 1)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        (date(2026, 9, 17), 20, date(2026, 10, 21)),
        (date(2026, 9, 24), 5, date(2026, 10, 9)),
        (date(2026, 1, 1), 3, date(2026, 1, 6)),
        (date(2025, 9, 26), 20, date(2025, 10, 30)),
    ],
)
def test_published_vectors(start, n, day):
    found = due(start, n)
    assert (found.day, found.provisional, found.state) == (day, False, "due")
    assert found.ends_at == datetime.combine(day + timedelta(1), datetime.min.time(), SHANGHAI)


def test_suspension_adds_the_working_days_it_took():
    assert due(date(2026, 3, 2), 20).day == date(2026, 3, 30)
    assert due(date(2026, 3, 2), 20, Pause(date(2026, 3, 9), date(2026, 3, 20))).day == date(2026, 4, 13)


def test_disclosure_moves_by_the_consultation():
    pause = Pause(date(2026, 9, 21), date(2026, 9, 30))  # takes 22, 23, 24, 28, 29, 30: six working days
    assert due(date(2026, 9, 17), 20).day == date(2026, 10, 21)
    assert due(date(2026, 9, 17), 20, pause).day == date(2026, 10, 29)
    clock = Clock(date(2026, 9, 17), workdays(20), CAL)
    assert clock.used(date(2026, 10, 29)) == 26


def test_extension_is_counted_on():
    assert due(date(2026, 2, 12), 20, more=10).day == date(2026, 4, 1)


def test_open_pause_stops_and_a_procedure_that_is_not_excluded_does_not():
    stopped = due(date(2026, 3, 2), 20, Pause(date(2026, 3, 9)))
    assert (stopped.day, stopped.ends_at, stopped.state) == (None, None, "paused")
    assert due(date(2026, 3, 2), 20, Pause(date(2026, 3, 9), None, excluded=False)).day == date(2026, 3, 30)
    late_pause = due(date(2026, 3, 2), 20, Pause(date(2026, 3, 30)))
    assert late_pause.day == date(2026, 3, 30)


def test_overlapping_pauses_take_a_day_only_once():
    once = due(date(2026, 3, 2), 20, Pause(date(2026, 3, 9), date(2026, 3, 20)))
    twice = due(
        date(2026, 3, 2), 20, Pause(date(2026, 3, 9), date(2026, 3, 18)), Pause(date(2026, 3, 11), date(2026, 3, 20))
    )
    assert once == twice


def test_a_clock_that_reaches_an_unpublished_year_is_provisional():
    found = due(date(2026, 12, 28), 10)
    assert (found.day, found.provisional) == (date(2027, 1, 12), True)
    assert due(date(2026, 12, 21), 5).provisional is False


def test_on_the_spot_is_the_same_day_or_the_next_working_day():
    assert due(date(2026, 3, 4), 0).day == date(2026, 3, 4)
    assert due(date(2026, 3, 7), 0).day == date(2026, 3, 9)


def test_calendar_days_and_months_end_on_a_working_day():
    assert due(date(2026, 3, 2), 60, unit=Unit.DAY).day == date(2026, 5, 6)  # 1 May + holiday to the 5th
    assert due(date(2026, 1, 30), 1, unit=Unit.MONTH).day == date(2026, 2, 28)  # a Saturday that is worked
    assert due(date(2026, 1, 31), 3, unit=Unit.MONTH).day == date(2026, 4, 30)
    assert due(date(2026, 1, 31), 1, unit=Unit.MONTH, more=1).day == date(2026, 3, 31)
    paused = due(date(2026, 3, 2), 10, Pause(date(2026, 3, 4), date(2026, 3, 9)), unit=Unit.DAY)
    assert paused.day == date(2026, 3, 17)
    assert due(date(2026, 3, 2), 10, Pause(date(2026, 3, 4)), unit=Unit.DAY).state == "paused"


def test_hours_run_through_holidays_and_end_to_the_minute():
    start = datetime(2026, 9, 30, 15, 30, tzinfo=SHANGHAI)
    found = due(start, 24, unit=Unit.HOUR)
    assert (found.day, found.ends_at) == (date(2026, 10, 1), datetime(2026, 10, 1, 15, 30, tzinfo=SHANGHAI))
    with_pause = due(start, 24, Pause(date(2026, 9, 30), date(2026, 10, 2)), unit=Unit.HOUR)
    assert with_pause.ends_at == datetime(2026, 10, 3, 15, 30, tzinfo=SHANGHAI)
    assert Clock(start, Limit(24, Unit.HOUR), CAL).remaining(datetime(2026, 9, 30, 16, tzinfo=SHANGHAI)) == 23


def test_an_evening_in_london_is_the_next_day_in_shanghai():
    from datetime import UTC

    start = datetime(2026, 3, 1, 20, tzinfo=UTC)  # 04:00 on the 2nd
    assert due(start, 20).day == date(2026, 3, 30)


def test_no_limit_never_falls_due():
    clock = Clock(date(2026, 3, 2), Limit.none(), CAL)
    assert clock.due().state == "none"
    assert clock.remaining(date(2030, 1, 1)) is None
    assert list(clock.explain()) == []


def test_each_day_is_listed_with_its_reason():
    lines = list(Clock(date(2026, 4, 30), workdays(5), CAL).explain())
    assert [(line.day.day, line.number, line.en) for line in lines] == [
        (1, None, "Labour Day holiday"),
        (2, None, "Labour Day holiday"),
        (3, None, "Labour Day holiday"),
        (4, None, "Labour Day holiday"),
        (5, None, "Labour Day holiday"),
        (6, 1, "Wednesday"),
        (7, 2, "Thursday"),
        (8, 3, "Friday"),
        (9, 4, "worked in exchange (Labour Day)"),
        (10, None, "Sunday"),
        (11, 5, "Monday"),
    ]
    stopped = list(Clock(date(2026, 3, 2), workdays(3), CAL, (Pause(date(2026, 3, 3)),)).explain())
    assert [(line.number, line.zh) for line in stopped] == [(1, "周二"), (None, "暂停计时（周三）")]


def test_remaining_counts_down_and_below_zero():
    clock = Clock(date(2026, 3, 2), workdays(5), CAL)
    assert [clock.remaining(date(2026, 3, day)) for day in (2, 3, 8, 9, 10)] == [5, 4, 1, 0, -1]
    months = Clock(date(2026, 3, 2), Limit(1, Unit.MONTH), CAL)
    assert [months.remaining(date(2026, *day)) for day in ((3, 2), (4, 2), (4, 3))] == [31, 0, -1]
    paused = Clock(date(2026, 3, 2), Limit(10, Unit.DAY), CAL, (Pause(date(2026, 3, 4)),))
    assert paused.remaining(date(2026, 3, 18)) == 8
    assert paused.remaining(date(2026, 3, 20)) == 10  # the eighth day would be a Saturday, so it rolls to Monday


@pytest.mark.parametrize(
    "make",
    [
        lambda: Limit(-1, Unit.WORKDAY),
        lambda: Limit(4000, Unit.WORKDAY),
        lambda: Limit(True, Unit.DAY),
        lambda: Limit(1, "fortnight"),
        lambda: Pause(date(2026, 3, 2), date(2026, 3, 1)),
        lambda: Clock(date(2026, 3, 2), Limit(3, Unit.HOUR), CAL),
        lambda: Clock(datetime(2026, 3, 2), workdays(3), CAL),
        lambda: Clock(date(2026, 3, 2), workdays(3), CAL, (), Limit(3, Unit.DAY)),
    ],
)
def test_impossible_limits_are_refused(make):
    with pytest.raises(ValueError):
        make()


def test_texts_of_limits():
    assert [(limit.zh, limit.en) for limit in (workdays(20), workdays(1), Limit(2, Unit.MONTH), Limit.none())] == [
        ("20 个工作日", "20 working days"),
        ("1 个工作日", "1 working day"),
        ("2 个月", "2 months"),
        ("无期限", "no limit"),
    ]


days = st.dates(date(2024, 1, 1), date(2027, 6, 1))
spans = st.tuples(days, st.integers(0, 60)).map(lambda pair: Pause(pair[0], pair[0] + timedelta(pair[1])))
day_units = st.sampled_from([Unit.WORKDAY, Unit.DAY, Unit.MONTH])


@given(days, st.integers(0, 60), day_units, st.lists(spans, max_size=3))
@settings(max_examples=150, deadline=None)
def test_more_units_never_end_earlier_and_never_on_a_day_off(start, n, unit, pauses):
    one, two = due(start, n, *pauses, unit=unit), due(start, n + 1, *pauses, unit=unit)
    assert one.day <= two.day
    assert CAL.is_workday(one.day).counted
    if unit is Unit.WORKDAY and n > 0:
        assert one.day < two.day


@given(days, st.integers(1, 40), st.lists(spans, max_size=3))
@settings(max_examples=150, deadline=None)
def test_the_due_day_is_the_day_on_which_all_are_used(start, n, pauses):
    clock = Clock(start, workdays(n), CAL, tuple(pauses))
    day = clock.due().day
    assert clock.used(day) == n
    assert clock.used(day - timedelta(1)) == n - 1
    assert clock.remaining(day) == 0
    assert sum(line.counted for line in clock.explain()) == n


@given(days, st.integers(0, 60), st.integers(0, 60), st.lists(spans, max_size=2))
@settings(max_examples=100, deadline=None)
def test_pieces_add_up_to_the_whole(start, first, second, pauses):
    middle, end = start + timedelta(first), start + timedelta(first + second)
    whole = Clock(start, workdays(9), CAL, tuple(pauses)).used(end)
    parts = [Clock(start, workdays(9), CAL, tuple(pauses)).used(middle)]
    parts.append(Clock(middle, workdays(9), CAL, tuple(pauses)).used(end))
    assert sum(parts) == whole


@given(days, st.integers(0, 40), days, st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=150, deadline=None)
def test_a_pause_cut_in_two_loses_and_gains_nothing(start, n, begin, first, second):
    middle, end = begin + timedelta(first), begin + timedelta(first + second)
    assert due(start, n, Pause(begin, end)) == due(start, n, Pause(begin, middle), Pause(middle, end))


@given(days, st.integers(1, 40), st.integers(0, 30), st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_a_pause_moves_the_end_by_exactly_the_working_days_it_took(start, n, after, length):
    begin = start + timedelta(after)
    plain, pause = due(start, n), Pause(begin, begin + timedelta(length))
    if begin >= plain.day:
        assert due(start, n, pause) == plain
    else:
        taken = Clock(begin, workdays(1), CAL).used(begin + timedelta(length))
        assert due(start, n, pause).day == due(start, n + taken).day
