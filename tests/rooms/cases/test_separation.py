"""Who may not decide or end: who joined the check, and who leads a bundle in which others decide."""

from datetime import date

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import accepted_sign, begun, officer, refused, review
from tongban.cases.actions import deciding, withdrawing
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Task
from tongban.directory.models import Mandate
from tongban.kit import clock
from tongban.kit.access import Actor
from world.running import HELD

pytestmark = pytest.mark.django_db


def on(day: date):  # type: ignore[no-untyped-def]
    return clock.simulated(clock.on(day, hour=10))


def test_who_joined_a_check_and_is_not_in_its_record_does_not_decide(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    decider = officer("xiahoudong")
    Task.objects.filter(case=case, node="review").update(officers=[decider.id])  # took it beside the other
    with on(date(2026, 3, 4)):
        review(case)
        assert case.opinions.get().officers == [officer("shangguanting").id]
        Task.objects.filter(case=case, node="review").update(officers_needed=2)
        assert refused(deciding.decide, case.id, actor=decider, outcome="grant") == "four-eyes"


def test_the_lead_does_not_end_what_others_decide(city: object) -> None:
    run = begun("open-restaurant", "existing-firm", steps=2)
    parent = Case.objects.get(pk=run.root)
    lead = run.of_case(parent, "terminate")
    with undrawn(), on(date(2026, 9, 18)):
        assert refused(withdrawing.terminate, parent.id, actor=lead, reason="主体已注销") == "others-decide"
        assert not Case.objects.filter(parent=parent, station="close").exists()
        withdrawing.withdraw(parent.id, actor=run.applicant)
        catch_up(hold=HELD, sweeping=False)
    assert not Case.objects.filter(parent=parent).exclude(outcome="withdrawn").exists()


def test_the_founder_whose_mandate_ended_acts_no_more(city: object) -> None:
    run = begun("open-restaurant", "corrected", steps=7)  # the registration is granted and has made the firm
    child = Case.objects.get(parent=run.root, child_code="business-registration")
    assert child.organisation_id is not None and child.citizen_id is not None
    founder = Actor(kind="citizen", id=child.citizen_id)
    sign = Case.objects.get(parent=run.root, child_code="outdoor-sign")
    mandates = Mandate.objects.filter(citizen=child.citizen_id, organisation=child.organisation_id)
    assert mandates.exists()
    with undrawn(), on(date(2026, 5, 8)):
        Case.objects.filter(pk=sign.id).update(organisation=child.organisation_id)
        mandates.update(revoked_at=clock.now())
        assert refused(withdrawing.withdraw, sign.id, actor=founder) == "mandate"
        mandates.update(revoked_at=None)
        assert refused(withdrawing.withdraw, sign.id, actor=founder) == "done"
