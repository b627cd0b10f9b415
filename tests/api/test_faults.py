"""What goes wrong outside an operation is told in the API's one shape on both sites; pages keep their own."""

from typing import Any

import pytest
from django.test import Client, override_settings

from tests.api.conftest import Caller
from tongban.api import finding, office_acts
from tongban.config.settings import sites

SITES = {"public": sites.PUBLIC, "office": sites.OFFICE}
CASE = "/cases/01a20621-2fb2-7e82-ac9b-c820fc0a10c6"


@pytest.fixture(params=sorted(SITES))
def site(request: pytest.FixtureRequest) -> Any:
    """Each site in turn, nobody signed in, a fault of the server shown as a browser would see it."""
    with override_settings(**SITES[request.param]):
        caller = Caller(request.param)
        caller.client = Client(raise_request_exception=False)
        yield caller


def told(answer: Any, status: int, code: str) -> None:
    """The one shape, and no page."""
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    said = answer.json()
    assert set(said) == {"code", "message", "problems"}
    assert (said["code"], said["problems"]) == (code, [])
    assert said["message"]["zh"] and said["message"]["en"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/nothing-here", "/cases/1/2/3", "/a%00b", "/"])
def test_no_such_address(city: Any, site: Caller, address: str) -> None:
    told(site.get(address), 404, "no-address")
    told(site.get(address, Accept="text/html"), 404, "no-address")


def test_a_method_that_is_not_taken_names_those_that_are(city: Any, site: Caller) -> None:
    answer = site.get("/token")
    told(answer, 405, "method")
    assert answer["Allow"] == "POST"


def test_too_much(city: Any, site: Caller) -> None:
    long = "x" * 3_000_000
    if site.role == "office":
        answer = site.post("/token", {"login": long, "password": "x", "code": "1"})
    else:
        answer = site.form("/token", {"client_id": long, "client_secret": "x"})
    told(answer, 413, "large")


def test_more_fields_than_a_form_has(city: Any, site: Caller) -> None:
    answer = site.form("/token", {f"f{number}": "1" for number in range(2100)})
    assert answer.status_code in (400, 413)
    told(answer, answer.status_code, {400: "bad-request", 413: "large"}[answer.status_code])


def test_a_nul_where_a_text_is_wanted_at_the_public_site(city: Any) -> None:
    caller = Caller()
    told(caller.get("/cases/a%00b?code=x"), 400, "bad-request")
    told(caller.get("/certificates/verify?number=%00&code=x"), 400, "bad-request")


def test_a_fault_of_ours(city: Any, site: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no page for a machine")

    monkeypatch.setattr(office_acts, "sign_in", broken)
    monkeypatch.setattr(finding, "everything", broken)
    door = {"login": "a", "password": "b", "code": "123456"}
    answer = site.post("/token", door) if site.role == "office" else site.get("/services")
    told(answer, 500, "broken")
    assert b"no page" not in answer.content


def test_a_page_stays_a_page(city: Any, site: Caller) -> None:
    answer = site.client.get("/nothing-here/")
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (404, "text/html")
