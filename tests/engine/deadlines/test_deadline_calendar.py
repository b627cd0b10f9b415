"""Working days against an outside source, years without a notice against law and sky, overlays, refused files."""

import math
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from tongban.engine.deadlines import Calendar, read_notice, read_overlay
from tongban.engine.deadlines.statutory import _festivals, statutory_days
from tongban.engine.problems import Refused


def days_of(year):
    return [date(year, 1, 1) + timedelta(n) for n in range(366 if year % 4 == 0 else 365)]


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_every_day_agrees_with_chinesecalendar(cal, year, workdays):
    ours = {day for day in days_of(year) if cal.is_workday(day).counted}
    assert ours == {day for day in days_of(year) if chinese_calendar.is_workday(day)}
    assert len(ours) == workdays
    assert not any(cal.is_workday(day).provisional for day in days_of(year))


def test_reasons_name_the_holiday_and_the_exchange(cal):
    off, worked = cal.is_workday(date(2026, 2, 16)), cal.is_workday(date(2026, 2, 14))
    assert (off.counted, off.zh, off.en) == (False, "春节放假", "Spring Festival holiday")
    assert (worked.counted, worked.zh, worked.en) == (True, "调休上班（春节）", "worked in exchange (Spring Festival)")
    plain = cal.is_workday(date(2026, 3, 4))
    assert (plain.counted, plain.zh, plain.en) == (True, "周三", "Wednesday")


def test_year_without_notice_is_computed_and_flagged(cal):
    verdicts = {day: cal.is_workday(day) for day in days_of(2027)}
    assert all(verdict.provisional for verdict in verdicts.values())
    holidays = {day for day, verdict in verdicts.items() if not verdict.counted and day.weekday() < 5}
    assert holidays == {
        date(2027, 1, 1),
        date(2027, 2, 5),  # eve of the Spring Festival, a Friday; 6 and 7 are a weekend, 8 is the third day
        date(2027, 2, 8),
        date(2027, 4, 5),
        date(2027, 6, 9),
        date(2027, 9, 15),
        date(2027, 10, 1),
    }
    assert verdicts[date(2027, 2, 5)].zh == "春节放假（暂定）"


def test_the_law_gives_thirteen_days_unless_two_festivals_meet():
    counts = {year: len(statutory_days(year)) for year in range(2025, 2036)}
    assert {year for year, count in counts.items() if count != 13} == {2028, 2031}
    assert counts[2028] == 12  # Mid-Autumn on 3 October
    assert counts[2031] == 12  # Mid-Autumn on 1 October
    assert len(statutory_days(2060)) == 6


def test_published_notices_contain_the_statutory_days(cal):
    for year in (2025, 2026):
        assert not [day for day in statutory_days(year) if cal.is_workday(day).counted]


# The sky as oracle: low-precision formulas (Meeus, Astronomical Algorithms, ch. 25 and 49), good to some minutes.
def solar_longitude(moment):
    t = (moment - datetime(2000, 1, 1, 12)) / timedelta(days=36525)
    mean = 280.46646 + 36000.76983 * t
    anomaly = math.radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * math.sin(anomaly) + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
    centre += 0.000289 * math.sin(3 * anomaly)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * t))) % 360


def new_moon_day(k):
    t = k / 1236.85
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    sun = math.radians(2.5534 + 29.1053567 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * k)
    jde += -0.4072 * math.sin(moon) + 0.17241 * math.sin(sun) + 0.01608 * math.sin(2 * moon)
    jde += 0.01039 * math.sin(2 * node) + 0.00739 * math.sin(moon - sun) - 0.00514 * math.sin(moon + sun)
    jde += 0.00208 * math.sin(2 * sun) - 0.00111 * math.sin(moon - 2 * node)
    beijing = datetime(2000, 1, 1, 12) + timedelta(days=jde - 2451545.0, seconds=-72, hours=8)
    return beijing.date()


MOONS = [new_moon_day(k) for k in range(300, 460)]


@pytest.mark.parametrize("year", range(2025, 2036))
def test_festival_table_agrees_with_sun_and_moon(year):
    row = _festivals()[year]
    at = datetime.combine(row["qingming"], datetime.min.time()) - timedelta(hours=8)
    assert solar_longitude(at) < 15 <= solar_longitude(at + timedelta(days=1))
    assert row["spring"] in MOONS
    assert row["dragon_boat"] - timedelta(days=4) in MOONS
    assert row["mid_autumn"] - timedelta(days=14) in MOONS
    assert date(year, 1, 21) <= row["spring"] <= date(year, 2, 20)
    assert 110 <= (row["dragon_boat"] - row["spring"]).days <= 155
    assert (row["mid_autumn"] - row["dragon_boat"]).days in (98, 99, 127, 128)


NOTICE = """year = 2028
issued = 2027-11-04
source = { zh = "通知", en = "notice" }
[[off]]
from = 2028-05-01
to = 2028-05-03
name = { zh = "劳动节", en = "Labour Day" }
[[work]]
day = 2028-05-06
name = { zh = "劳动节", en = "Labour Day" }
"""


def test_loading_a_notice_ends_the_provisional_state(cal):
    loaded = Calendar.of([*cal.years.values(), read_notice(NOTICE, file="2028.toml")])
    assert cal.is_workday(date(2028, 5, 3)).counted
    verdict = loaded.is_workday(date(2028, 5, 3))
    assert (verdict.counted, verdict.provisional) == (False, False)
    assert loaded.is_workday(date(2028, 5, 6)).counted
    assert loaded.published(2028) and not cal.published(2028)


def test_overlay_applies_only_where_the_region_is():
    text = 'region = "530000"\n' + NOTICE.replace("05-01", "04-13").replace("05-03", "04-14").replace("05-06", "04-16")
    text = text.replace("劳动节", "泼水节").replace("Labour Day", "Water Festival")
    laid = Calendar.of([read_notice(NOTICE, file="a")], [read_overlay(text, file="b")])
    day = date(2028, 4, 13)
    assert laid.within(["100000", "330000"]).is_workday(day).counted
    here = laid.within(["100000", "530000", "532800"]).is_workday(day)
    assert (here.counted, here.zh, here.en) == (False, "泼水节放假（地方）", "Water Festival (local holiday)")
    assert laid.within(["530000"]).is_workday(date(2028, 4, 16)).counted


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("year = 2028", "year = 2029"), 4, "2028-05-01 is not in 2029"),
        (("to = 2028-05-03", "to = 2028-04-30"), 4, "2028-05-01 to 2028-04-30 is not a sensible holiday"),
        (("to = 2028-05-03", "to = 2028-12-03"), 4, "2028-05-01 to 2028-12-03 is not a sensible holiday"),
        (("from = 2028-05-01\nto = 2028-05-03", "from = 2028-05-06\nto = 2028-05-07"), 4, "a weekend already"),
        (("day = 2028-05-06", "day = 2028-05-04"), 8, "2028-05-04 is a working day already"),
        (("day = 2028-05-06", "day = 2028-05-02"), 8, "2028-05-02 is both off and worked"),
        (("day = 2028-05-06", 'day = "2028-05-06"'), 8, "day must be a date"),
        (('zh = "通知", en = "notice"', 'zh = "通知"'), 3, "a name in Chinese and English is needed"),
        (("issued = 2027-11-04", "published = 2027-11-04"), 2, "there is no key “published”"),
        (("[[work]]\nday", "[[work]]\nextra = 1\nday"), 8, "exactly these keys are needed: day, name"),
        (("from = 2028-05-01", "from = 2028-05-"), 5, "not valid TOML"),
        (("year = 2028", 'year = "2028"'), 1, "year must be a year such as 2026"),
    ],
)
def test_bad_calendar_file_is_refused_by_line(change, line, says):
    text = NOTICE.replace(*change)
    assert text != NOTICE
    with pytest.raises(Refused) as caught:
        read_notice(text, file="2028.toml")
    found = [p for p in caught.value.problems if says in p.en]
    assert [(p.file, p.line) for p in found][:1] == [("2028.toml", line)]
    assert all(p.zh and p.mend_zh and p.mend_en for p in caught.value.problems)


def test_duplicate_day_is_refused_and_all_problems_come_at_once():
    extra = '[[off]]\nfrom = 2028-05-03\nto = 2028-05-05\nname = { zh = "劳动节", en = "Labour Day" }\n'
    text = NOTICE + extra + '[[work]]\nday = 2028-05-06\nname = { zh = "劳动节", en = "Labour Day" }\n'
    with pytest.raises(Refused) as caught:
        read_notice(text, file="x")
    assert [(p.line, p.en) for p in caught.value.problems] == [
        (11, "2028-05-03 is listed twice"),
        (15, "2028-05-06 is listed twice"),
    ]


def test_overlay_needs_a_region_and_a_notice_has_none(cal):
    with pytest.raises(Refused, match="region must be a region code"):
        read_overlay(NOTICE, file="x")
    with pytest.raises(Refused, match="there is no key “region”"):
        read_notice('region = "530000"\n' + NOTICE, file="x")
    with pytest.raises(ValueError, match="given twice"):
        Calendar.of([cal.years[2026], cal.years[2026]])
