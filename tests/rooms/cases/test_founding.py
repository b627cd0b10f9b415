"""A registration founds a firm; whoever applies with the code of an existing one gets nothing of it."""

from datetime import date

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import begun, officer, refused
from tongban.cases.actions import deciding, working
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Decision, Opinion, Task
from tongban.directory.models import Mandate, Organisation
from tongban.exchange.models import Handover
from tongban.exchange.standins import registration
from tongban.kit import clock
from tongban.kit.ledger.models import Act
from world.running import HELD, StoryRun

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)
SAID = {"outcome": "grant", "foreign_number": "DJ202603040009", "name": "别人的店", "issued_on": "2026-03-04"}


def on(day: date):  # type: ignore[no-untyped-def]
    return clock.simulated(clock.on(day, hour=10))


@pytest.fixture
def existing(city: object) -> Organisation:
    """A firm of the city that others represent."""
    return Organisation.objects.order_by("uscc")[0]


@pytest.fixture
def asked(city: object) -> tuple[StoryRun, Case]:
    """A registration accepted and handed to the province, which has not answered."""
    run = begun("business-registration", "granted", steps=1)
    case = Case.objects.get(pk=run.root)
    assert (case.station, case.reason) == ("work", "elsewhere")
    return run, case


def reply(case: Case, uscc: str) -> None:
    handover = Handover.objects.get(case=case.id)
    registration.answer(handover.id, said={**SAID, "uscc": uscc})
    catch_up(hold=HELD, sweeping=False)


def test_an_answer_with_the_code_of_another_is_not_taken_and_entered_by_hand(
    existing: Organisation, asked: tuple[StoryRun, Case]
) -> None:
    run, case = asked
    rights = set(Mandate.objects.values_list("citizen", "organisation"))
    with undrawn(), on(DAY):
        reply(case, existing.uscc)
        case.refresh_from_db()
        task = Task.objects.get(case=case, is_open=True, node="manual_entry")
        assert case.station == "work"
        assert list(Act.objects.filter(case=case.id, kind="handover.not-taken").values_list("body", flat=True)) == [
            {"why": "organisation-exists", "system": "provincial-registration"}
        ]
        clerk = run.officer(task.department_id, task.role)
        give = {**SAID, "uscc": existing.uscc}
        assert refused(working.complete, task.id, actor=clerk, give=give) == "organisation-exists"
        assert not Opinion.objects.filter(case=case).exists()
        working.complete(task.id, actor=clerk, give={**give, "uscc": "92990102MA8A00115Q"})
    assert set(Mandate.objects.values_list("citizen", "organisation")) == rights


def test_a_code_taken_in_the_meantime_is_not_granted(asked: tuple[StoryRun, Case]) -> None:
    _, case = asked
    with undrawn(), on(DAY):
        reply(case, "92990102MA8A00115Q")
        case.refresh_from_db()
        assert case.station == "decide"
        firm = Organisation.objects.create(
            uscc="92990102MA8A00115Q", name="先到的店", kind="individual", valid_from=DAY
        )
        decider = officer(_decider(case))
        assert refused(deciding.decide, case.id, actor=decider, outcome="grant") == "organisation-exists"
    case.refresh_from_db()
    assert (case.station, case.organisation_id) == ("decide", None)
    assert not Decision.objects.filter(case=case).exists()
    assert not Mandate.objects.filter(organisation=firm).exists()


def _decider(case: Case) -> str:
    from tongban.directory.queries import officers_in

    return officers_in(case.authority_id, "decider", DAY)[0].login
