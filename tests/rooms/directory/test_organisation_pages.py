"""Acting for an organisation over HTTP, and what the database is told about who looks."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.rooms.directory.conftest import acting, citizen, mailbox
from tongban.directory.actions import mandates, organisations
from tongban.directory.models import Invitation, Mandate
from tongban.kit import clock, viewer
from tongban.kit.access import SYSTEM

BOSS, AGENT = "13800138000", "13900139000"


@pytest.fixture
def firm(city):
    city.boss, city.agent = citizen(BOSS, "周老板"), citizen(AGENT, "吴代办")
    city.firm = organisations.register_organisation(
        uscc="91350100M000100Y43", name="云溪面馆", kind="individual", by=SYSTEM, representative=city.boss.id,
        since=date(2026, 1, 1),
    )  # fmt: skip
    return city


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('tongban.viewer', true), current_setting('tongban.organisation', true)")
        return cursor.fetchone()


def test_the_chosen_organisation_is_on_every_page_until_laid_down(firm):
    client = client_of(firm.boss)
    assert client.post("/my/organisations/act/", {"organisation": firm.firm.id}).status_code == 302
    page = client.get("/my/account/")
    assert page.wsgi_request.actor.on_behalf_of == firm.firm.id
    assert told() == (str(firm.boss.id), str(firm.firm.id))
    client.post("/my/organisations/act/", {"organisation": ""})
    assert client.get("/my/account/").wsgi_request.actor.on_behalf_of is None


def test_a_stranger_cannot_take_up_an_organisation(firm):
    client = client_of(firm.agent)
    client.post("/my/organisations/act/", {"organisation": firm.firm.id})
    assert client.get("/my/account/").wsgi_request.actor.on_behalf_of is None
    assert client.post("/my/organisations/act/", {"organisation": "x"}).status_code == 404
    assert client.get(f"/my/organisations/{firm.firm.id}/").status_code == 404


def test_a_mandate_that_ends_is_dropped_at_the_next_page(firm):
    client = client_of(firm.boss)
    client.post("/my/organisations/act/", {"organisation": firm.firm.id})
    Mandate.objects.update(revoked_at="2026-02-01T00:00:00Z")
    assert client.get("/my/account/").wsgi_request.actor.on_behalf_of is None
    assert "acting_for" not in client.session


def test_invite_accept_and_revoke(firm):
    boss, agent = client_of(firm.boss), client_of(firm.agent)
    form = {"phone": AGENT, "package": "*", "until": (clock.today() + timedelta(days=90)).isoformat()}
    answer = boss.post(f"/my/organisations/{firm.firm.id}/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert "云溪面馆" in mailbox(AGENT)[0].text
    invitation = Invitation.objects.get()
    assert boss.post(f"/my/organisations/invitations/{invitation.pk}/", {"answer": "accept"}).status_code == 404
    assert "云溪面馆" in agent.get("/my/organisations/").content.decode()
    agent.post(f"/my/organisations/invitations/{invitation.pk}/", {"answer": "accept"})
    mandate = Mandate.objects.get(citizen=firm.agent)
    page = boss.get(f"/my/organisations/{firm.firm.id}/").content.decode()
    assert "139****9000" in page
    assert AGENT not in page
    assert boss.post(f"/my/organisations/{firm.firm.id}/{mandate.pk}/revoke/").status_code == 302
    mandate.refresh_from_db()
    assert mandate.revoked_at is not None


def test_an_unknown_number_gets_the_same_answer(firm):
    boss = client_of(firm.boss)
    form = {"package": "*", "until": (clock.today() + timedelta(days=90)).isoformat()}
    known = boss.post(f"/my/organisations/{firm.firm.id}/", {**form, "phone": AGENT})
    unknown = boss.post(f"/my/organisations/{firm.firm.id}/", {**form, "phone": "15900000001"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mailbox("15900000001")) == 1


def test_an_anonymous_request_clears_what_the_last_one_set(firm):
    viewer.set_viewer(acting(firm.boss).acting_for(firm.firm.id))
    viewer.open_case(firm.firm.id)
    Client().get("/accounts/login/")
    assert told() == ("", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('tongban.case', true)")
        assert cursor.fetchone() == ("",)


def test_offers_made_by_mistake_are_withdrawn(firm):
    mandates.grant_mandate(firm.firm, by=acting(firm.boss), phone=AGENT, packages=["*"], until=None)
    row = Invitation.objects.get()
    address = f"/my/organisations/{firm.firm.id}/invitations/{row.pk}/withdraw/"
    assert client_of(firm.agent).post(address).status_code == 404
    assert client_of(firm.boss).post(address).status_code == 302
    row.refresh_from_db()
    assert row.answer == Invitation.Answer.WITHDRAWN
