"""The working days of a city: notices in its own table, local days laid over them, files refused line by line."""

from datetime import date

import pytest

from tongban.directory.actions import calendars
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import CalendarDay, Region
from tongban.directory.queries import calendar_for, region_with_ancestors
from tongban.engine.problems import Refused
from tongban.kit.access import NotAllowed
from tongban.kit.ledger.models import Act

NEW_YEAR = date(2027, 1, 1)
NOTICE = """\
year = 2027
source = { zh = "国务院办公厅通知", en = "Notice of the State Council" }
[[off]]
from = 2027-01-01
to = 2027-01-03
name = { zh = "元旦", en = "New Year" }
[[work]]
day = 2027-01-09
name = { zh = "元旦", en = "New Year" }
"""


@pytest.fixture
def county(city):
    from tongban.directory.actions.government import add_region
    from tongban.kit.access import SYSTEM

    city.county = add_region(
        code="990102", name_zh="溪东县", name_en="Xidong", level="4", parent=city.region, since=date(2000, 1, 1),
        by=SYSTEM,
    )  # fmt: skip
    return city


def test_the_founded_city_knows_the_published_years(city):
    calendar = calendar_for("990100")
    spring = calendar.is_workday(date(2026, 2, 16))
    assert (spring.counted, spring.provisional) == (False, False)
    assert calendar.is_workday(date(2026, 2, 14)).counted
    assert calendar.is_workday(NEW_YEAR).provisional
    assert {row.day.year for row in CalendarDay.objects.all()} >= {2025, 2026}


def test_loading_a_year_ends_its_being_provisional_at_once(city):
    assert calendar_for(None).is_workday(date(2027, 1, 9)).counted is False
    calendars.load_year(NOTICE.encode(), file="2027.toml", by=city.sysadmin)
    day = calendar_for(None).is_workday(date(2027, 1, 9))
    assert (day.counted, day.provisional, day.en) == (True, False, "worked in exchange (New Year)")
    assert CalendarDay.objects.filter(day__year=2027).count() == 4
    assert Act.objects.get(kind="calendar.loaded", body__year=2027).actor == city.sysadmin.id


def test_loading_a_year_again_replaces_it(city):
    calendars.load_year(NOTICE.encode(), file="2027.toml", by=city.sysadmin)
    shorter = NOTICE.replace("to = 2027-01-03", "to = 2027-01-01")
    calendars.load_year(shorter.encode(), file="2027.toml", by=city.sysadmin)
    assert CalendarDay.objects.filter(day__year=2027).count() == 2


def test_the_same_year_as_csv(city):
    rows = ["day,is_workday,reason_zh,reason_en", "2027-01-01,0,元旦,New Year", "2027-01-09,1,元旦,New Year", ""]
    calendars.load_year("\r\n".join(rows).encode("utf-8-sig"), file="2027.csv", by=city.sysadmin)
    calendar = calendar_for(None)
    assert not calendar.is_workday(NEW_YEAR).counted
    assert calendar.is_workday(date(2027, 1, 9)).counted


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("day,kind\n", [(1, "the first line must be day,is_workday,reason_zh,reason_en")]),
        (
            "day,is_workday,reason_zh,reason_en\n2027-02-30,0,a,b\n2027-01-01,2,a,b\n2027-01-01,0,,b\n",
            [
                (2, "write a date, 0 or 1, and the reason in both languages"),
                (3, "write a date, 0 or 1, and the reason in both languages"),
                (4, "give the reason in both languages"),
            ],
        ),
        (
            "day,is_workday,reason_zh,reason_en\n2027-01-01,0,a,b\n2028-01-01,0,a,b\n",
            [(None, "one file holds one year")],
        ),
    ],
)
def test_a_wrong_csv_is_refused_by_line_and_nothing_is_loaded(city, content, expected):
    before = CalendarDay.objects.count()
    with pytest.raises(Refused) as refused:
        calendars.load_year(content.encode(), file="x.csv", by=city.sysadmin)
    assert [(p.line, p.en) for p in refused.value.problems] == expected
    assert CalendarDay.objects.count() == before


def test_a_file_that_is_not_text_is_refused(city):
    with pytest.raises(Refused) as refused:
        calendars.load_year(b"\xff\xfe\x00", file="x.toml", by=city.sysadmin)
    assert refused.value.problems[0].en == "the file is not UTF-8"


def test_a_local_day_holds_in_its_region_and_below_only(county):
    day = date(2026, 4, 16)
    calendars.add_local_day(
        county.county,
        day,
        is_workday=False,
        reason_zh="泼水节",
        reason_en="Water festival",
        source="县政府",
        by=county.sysadmin,
    )
    assert [calendar_for(code).is_workday(day).counted for code in ("990102", "990100", None)] == [False, True, True]
    row = CalendarDay.objects.get(region=county.county)
    calendars.remove_local_day(row, by=county.sysadmin)
    assert calendar_for("990102").is_workday(day).counted


def test_a_national_day_is_not_removed_by_hand(city):
    with pytest.raises(Refuse, match="Load the notice"):
        calendars.remove_local_day(CalendarDay.objects.filter(region=None).first(), by=city.sysadmin)


def test_only_the_system_administrator_changes_days(city):
    before = CalendarDay.objects.count()
    for actor in (city.secadmin, city.auditadmin):
        with pytest.raises(NotAllowed):
            calendars.load_year(NOTICE.encode(), file="2027.toml", by=actor)
    assert CalendarDay.objects.count() == before


def test_a_region_knows_those_above_it(county):
    assert [region.pk for region in region_with_ancestors("990102")] == ["990102", "990100"]
    Region.objects.filter(pk="990100").update(parent="990102")
    with pytest.raises(ValueError, match="within itself"):
        region_with_ancestors("990102")
