"""Loading or correcting a calendar recomputes every open clock, one fact for each that moved; nothing stops."""

from datetime import date

import pytest

from tests.stories.people import PACKAGES, people_of
from tongban.cases.jobs import follow_calendars
from tongban.cases.models import Case
from tongban.directory.actions.calendars import add_local_day
from tongban.directory.models import Region
from tongban.kit import clock
from tongban.kit.access import SYSTEM
from tongban.kit.ledger.models import Act
from world.running import StoryRun


@pytest.mark.django_db
def test_a_local_day_off_moves_open_clocks_of_its_region_once(city: object) -> None:
    package = PACKAGES["food-business"]
    story = package.stories["granted"]
    run = StoryRun(package, story, people_of(story))
    with clock.simulated(clock.on(date(2026, 3, 2))):
        run.begin()
        follow_calendars()
    case = Case.objects.get(pk=run.root)
    before = case.clocks.get(kind="receipt").due_on
    assert before == date(2026, 3, 9)
    with clock.simulated(clock.on(date(2026, 3, 3))):
        add_local_day(
            Region.objects.get(code=case.region_id), date(2026, 3, 5), is_workday=False,
            reason_zh="地方纪念日", reason_en="Local holiday", source="测试", by=SYSTEM,
        )  # fmt: skip
        follow_calendars()
        follow_calendars()
    assert case.clocks.get(kind="receipt").due_on == date(2026, 3, 10)
    moved = Act.objects.filter(case=case.id, kind="clock.moved")
    assert [one.body for one in moved] == [{"clock": "receipt", "before": "2026-03-09", "due_on": "2026-03-10"}]
