"""Signed messages of other systems, the demo's stand-in of one, and the health check."""

import json

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.workbench.conftest import OfficeClient
from tests.workbench.test_case_page import act
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case
from tongban.exchange import handovers
from tongban.exchange.models import Handover, StandInFile
from tongban.kit.models import Installation

SYSTEM = "provincial-registration"


@pytest.fixture
def registration(at, restaurant):
    """The registration of the bundle has been handed over to the province."""
    child = restaurant.children.get(child_code="business-registration")
    assert act(at("hedong-hall-desk1"), child, "accept").status_code == 302
    catch_up(hold=("case.issue",))
    return Handover.objects.get(case=child.id)


def send(content, signature=None, system=SYSTEM):
    body = json.dumps(content).encode() if isinstance(content, dict) else content
    signed = handovers.sign(SYSTEM, body) if signature is None else signature
    return OfficeClient(enforce_csrf_checks=True).post(
        reverse("exchange", kwargs={"system": system}),
        body,
        content_type="application/json",
        headers={"X-Signature": signed},
    )


def test_a_signed_answer_moves_the_case_once(registration):
    said = {"id": str(registration.id), "outcome": "grant", "uscc": "91990102MA8A0022XW", "name": "河东区卢记面馆",
            "foreign_number": "DJ1", "issued_on": "2026-03-02"}  # fmt: skip
    for _ in range(2):
        answer = send(said)
        assert (answer.status_code, answer.json()) == (200, {"received": True})
    catch_up(hold=("case.issue",))
    assert Case.objects.get(pk=registration.case).station == "decide"


def test_the_first_answer_stands(registration):
    said = {"id": str(registration.id), "outcome": "refuse", "reason": "名称已被登记"}
    send(said)
    registration.refresh_from_db()
    first = (registration.outcome, registration.answer, registration.answered_at)
    queued = ProcrastinateJob.objects.filter(task_name="case.answered").count()
    again = send({**said, "outcome": "grant", "uscc": "91990102MA8A0022XW"})
    assert (again.status_code, again.json()) == (200, {"received": True})
    registration.refresh_from_db()
    assert (registration.outcome, registration.answer, registration.answered_at) == first
    assert ProcrastinateJob.objects.filter(task_name="case.answered").count() == queued == 1


@pytest.mark.parametrize(
    ("content", "signature", "system", "status", "error"),
    [
        ({"id": "x"}, "00", SYSTEM, 401, "signature"),
        ({"id": "x"}, None, "unknown", 401, "signature"),
        (b"<xml/>", None, SYSTEM, 422, "not a message"),
        ({"id": "01a204f5-1234-7b0d-b656-ea3bbc63e336", "outcome": "maybe"}, None, SYSTEM, 422, "outcome"),
        ({"id": "01a204f5-1234-7b0d-b656-ea3bbc63e336", "outcome": "grant"}, None, SYSTEM, 422, "unknown hand-over"),
    ],
)
def test_anything_else_is_refused_with_a_reason(registration, content, signature, system, status, error):
    answer = send(content, signature, system)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    registration.refresh_from_db()
    assert registration.state == Handover.State.SENT


def test_the_stand_in_answers_as_the_province_would(at, registration):
    desk = at("hedong-hall-desk1")
    assert "卢记面馆" in desk.get(reverse("stand_in")).content.decode()
    address = reverse("stand_in_answer", kwargs={"message": registration.id})
    assert desk.post(address, {}).status_code == 302
    assert StandInFile.objects.get().answered_at is None
    assert desk.post(address, {"outcome": "refuse", "reason": "名称已被登记"}).status_code == 302
    registration.refresh_from_db()
    assert (registration.outcome, registration.answer["reason"]) == ("refuse", "名称已被登记")


def test_a_real_city_has_no_stand_in(at, registration):
    desk = at("hedong-hall-desk1")
    Installation.objects.update(demo=False)
    assert desk.get(reverse("stand_in")).status_code == 404
    address = reverse("stand_in_answer", kwargs={"message": registration.id})
    assert desk.post(address, {"outcome": "grant"}).status_code == 404
    assert StandInFile.objects.get().answered_at is None


def test_without_a_shared_key_nobody_is_believed(registration, settings):
    settings.EXCHANGE_SYSTEMS = {"provincial-registration": {"url": "", "key": ""}}
    body = b"{}"
    with pytest.raises(handovers.BadMessage, match="signature"):
        handovers.receive("provincial-registration", body, handovers.sign("provincial-registration", body))


def test_the_office_site_says_that_it_is_well(city):
    answer = OfficeClient().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "site": "office", "failed_jobs": 0})
