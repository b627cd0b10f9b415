"""What a role of the database could write past the acts, and what a bundle is rated by."""

from datetime import date

import pytest

from tests.rooms.cases.playing import accepted_sign, begun, refused
from tongban.cases.actions import delivering, issuing
from tongban.cases.models import Case
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Act
from tongban.records.models import Certificate

pytestmark = pytest.mark.django_db


def test_a_case_moved_to_issue_without_a_decision_gets_no_certificate(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    Case.objects.filter(pk=case.id).update(station="issue")
    assert refused(issuing.issue, case.id) == "no-decision"
    assert not Certificate.objects.filter(case=case.id).exists()
    assert not Act.objects.filter(case=case.id, kind="certificate.drawn").exists()


def test_a_bundle_is_rated_as_a_whole(city: object) -> None:
    parent = Case.objects.get(pk=begun("open-restaurant", "granted", steps=99).root)
    child = parent.children.first()
    assert (parent.station, child.station) == ("close", "close")
    person = Actor(kind="citizen", id=parent.citizen_id)
    assert refused(delivering.rate, child.id, actor=person, grade=1) == "rated-with-bundle"
    assert [one.kind for one in Act.objects.filter(case=child.id, kind="case.rated")] == []
