"""What a role of the database could write past the acts, and what a bundle is rated by."""

from datetime import date

import pytest

from tests.rooms.cases.playing import accepted_sign, begun, refused
from tongban.cases.actions import accepting, delivering, issuing
from tongban.cases.models import Case
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ledger.models import Act
from tongban.records.models import Certificate

pytestmark = pytest.mark.django_db


def test_a_case_moved_to_issue_without_a_decision_gets_no_certificate(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    Case.objects.filter(pk=case.id).update(station="issue")
    assert refused(issuing.issue, case.id) == "no-decision"
    assert not Certificate.objects.filter(case=case.id).exists()
    assert not Act.objects.filter(case=case.id, kind__in=("certificate.numbered", "certificate.drawn")).exists()


def test_a_clock_that_says_less_than_the_law_accepts_nothing(city: object) -> None:
    case = Case.objects.get(pk=begun("outdoor-sign", "ordinary", start=date(2026, 3, 3)).root)
    case.clocks.update(due_on=date(2026, 3, 4), n=1)
    with clock.simulated(clock.on(date(2026, 3, 10))):
        assert not accepting.deem_accepted(case.id, actor=SYSTEM)
    with clock.simulated(clock.on(date(2026, 3, 11))):
        assert accepting.deem_accepted(case.id, actor=SYSTEM)


def test_a_bundle_is_rated_as_a_whole(city: object) -> None:
    parent = Case.objects.get(pk=begun("open-restaurant", "granted", steps=99).root)
    child = parent.children.first()
    assert (parent.station, child.station) == ("close", "close")
    person = Actor(kind="citizen", id=parent.citizen_id)
    assert refused(delivering.rate, child.id, actor=person, grade=1) == "rated-with-bundle"
    assert [one.kind for one in Act.objects.filter(case=child.id, kind="case.rated")] == []
