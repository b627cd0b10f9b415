"""What JSON can say and nothing can keep is refused by the place where it stands, on both sites, and nothing is written."""

from typing import Any

import pytest
from django.test import Client, override_settings

from tests.api.conftest import Caller, caller_for
from tongban.cases.models import Case
from tongban.config.settings import sites

TEXTS = ('"\\ud83c"', '"\\udf5c"', '"a\\u0000b"', '"\\u001b[31m"', '"\\u007f"')
NUMBERS = ("NaN", "-Infinity", "1e999")


@pytest.fixture
def caller(city: Any) -> Caller:
    """A firm's system, which sees a fault of the server as it would."""
    caller = caller_for(city.organisations["green-grain"], ["cases.submit"])
    caller.client = Client(raise_request_exception=False)
    return caller


def send(caller: Caller, path: str, body: str, **headers: str) -> Any:
    """The body as it stands, whatever it says."""
    return caller.client.post(
        f"/api/v1{path}", body, content_type="application/json",
        headers={"Authorization": f"Bearer {caller.token}", **headers},
    )  # fmt: skip


@pytest.mark.parametrize("value", [*TEXTS, *NUMBERS])
def test_what_cannot_be_kept_is_pointed_at(caller: Caller, value: str) -> None:
    body = '{"answers": {"a/b": [1, {"name": ' + value + '}]}, "note": "饭\\n\\t馆"}'
    answer = send(caller, "/cases", body, **{"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (422, "input")
    assert [one["pointer"] for one in answer.json()["problems"]] == ["/answers/a~1b/1/name"]
    assert not Case.objects.exists()


def test_a_name_that_cannot_be_kept_is_pointed_at_by_its_owner(caller: Caller) -> None:
    answer = send(caller, "/cases", '{"answers": {"\\ud800": 1}}', **{"Idempotency-Key": "k"})
    assert [one["pointer"] for one in answer.json()["problems"]] == ["/answers"]


@pytest.mark.parametrize("body", ["[" * 200_000, "{", "\ufeff{}", ""])
def test_what_is_no_json_is_refused(caller: Caller, body: str) -> None:
    assert send(caller, "/cases", body, **{"Idempotency-Key": "k"}).status_code in (400, 422)
    assert not Case.objects.exists()


def test_a_whole_pair_and_the_ends_of_lines_are_text(caller: Caller) -> None:
    """🍜 is two escapes in JSON; what follows is the service's own judgment of the rest."""
    answer = send(caller, "/cases", '{"answers": {"name": "\\ud83c\\udf5c\\r\\n\\t"}}', **{"Idempotency-Key": "k"})
    assert [one["pointer"] for one in answer.json()["problems"] if one["pointer"].startswith("/answers/name")] == []


@pytest.mark.parametrize("login", ["\\ud800", "a\\u0000b"])
def test_the_office_takes_no_such_text_either(city: Any, login: str) -> None:
    office = Caller("office", "none")
    office.client = Client(raise_request_exception=False)
    with override_settings(**sites.OFFICE):
        answer = send(office, "/token", f'{{"login": "{login}", "password": "x", "code": "1"}}')
    assert (answer.status_code, answer.json()["problems"][0]["pointer"]) == (422, "/login")
