"""Tokens, uploads and filing by a machine client, all as the public site's role."""

import base64
from typing import Any

import pytest

from tests.api.conftest import ANSWERS, PDF, Caller, caller_for, filed, make_client, new_case, upload
from tongban.cases.models import Case
from tongban.directory.actions.machines import end_client
from tongban.directory.actions.rights import SECURITY_ADMIN
from tongban.directory.models import AccessToken, MachineClient
from tongban.kit.access import Actor
from tongban.kit.ids import new_id
from tongban.records.models import Material


def code_of(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal, whose shape is checked on the way."""
    body = answer.json()
    assert set(body) == {"code", "message", "problems"}
    assert body["message"]["zh"]
    assert body["message"]["en"]
    return answer.status_code, body["code"]


def test_token_by_basic_and_kept_as_hash_only(city: Any, nobody: Caller) -> None:
    client, secret = make_client(city.organisations["green-grain"], ["cases.read"])
    basic = base64.b64encode(f"{client.id}:{secret}".encode()).decode()
    answer = nobody.form("/token", {"grant_type": "client_credentials"}, Authorization=f"Basic {basic}")
    assert answer.status_code == 200
    given = answer.json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 1800)
    assert given["access_token"].encode() not in bytes(AccessToken.objects.get(client=client).token_hash)


@pytest.mark.parametrize("who", ["", "not-an-id", "00000000-0000-7000-8000-000000000000"])
def test_wrong_credentials_are_not_told_apart(nobody: Caller, who: str) -> None:
    assert code_of(nobody.form("/token", {"client_id": who, "client_secret": "x"})) == (401, "credentials")


def test_guessing_a_secret_locks_even_the_right_one(city: Any, nobody: Caller) -> None:
    client, secret = make_client(city.organisations["green-grain"], ["cases.read"])
    for _ in range(20):
        assert nobody.form("/token", {"client_id": str(client.id), "client_secret": "x"}).status_code == 401
    assert code_of(nobody.form("/token", {"client_id": str(client.id), "client_secret": secret})) == (429, "locked")


def test_other_grants_are_refused(nobody: Caller) -> None:
    assert code_of(nobody.form("/token", {"grant_type": "password"})) == (400, "bad-request")


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/cases"), ("get", "/cases"), ("post", "/cases/1/withdraw"), ("post", "/cases/1/corrections/answer"),
     ("post", "/cases/1/rating"), ("post", "/uploads")],
)  # fmt: skip
def test_no_token_no_entry(nobody: Caller, method: str, path: str) -> None:
    answer = nobody.call(method, path, {} if method == "post" else None)
    assert code_of(answer) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_cookie_opens_nothing(city: Any, nobody: Caller) -> None:
    nobody.client.force_login(city.citizens["tao"], backend="tongban.portal.accounts.backend.CitizenBackend")
    assert nobody.client.cookies
    assert code_of(nobody.get("/cases")) == (401, "unauthenticated")
    assert code_of(nobody.post("/cases", {"x": 1})) == (401, "unauthenticated")


def test_a_wrong_token_is_refused_even_where_none_is_needed(nobody: Caller) -> None:
    nobody.token = "made-up"
    assert code_of(nobody.get("/services")) == (401, "unauthenticated")


def test_scope_is_asked(city: Any) -> None:
    reader = caller_for(city.organisations["green-grain"], ["services.read"])
    assert reader.get("/services").status_code == 200
    assert code_of(reader.get("/cases")) == (403, "scope")
    assert code_of(reader.post("/cases", {})) == (403, "scope")


def test_an_ended_client_is_out_at_once(city: Any, firm: Caller) -> None:
    assert firm.get("/cases").status_code == 200
    admin = Actor(kind="officer", id=new_id(), roles=frozenset({SECURITY_ADMIN}))
    end_client(MachineClient.objects.get(organisation=city.organisations["green-grain"], redirect_uris=[]), by=admin)
    assert code_of(firm.get("/cases")) == (401, "unauthenticated")


def test_a_client_without_organisation_cannot_file(city: Any) -> None:
    caller = caller_for(None)
    assert code_of(caller.post("/cases", new_body(), **{"Idempotency-Key": "k"})) == (403, "organisation")


def new_body() -> dict[str, Any]:
    return {"region": "990102", "service": "food-business", "answers": ANSWERS}


def test_upload_is_kept_for_the_organisation(city: Any, firm: Caller) -> None:
    answer = upload(firm, "layout", name="..\\plan.exe")
    assert answer.status_code == 201
    material = Material.objects.get(pk=answer.json()["id"])
    assert material.organisation == city.organisations["green-grain"]
    assert answer.json()["name"] == "plan.pdf"
    assert answer.json()["media_type"] == "application/pdf"


@pytest.mark.parametrize(
    ("slot", "content", "expected"),
    [
        ("layout", b"", (422, "empty")),
        ("layout", b"MZ this is a program", (422, "type")),
        ("layout", PDF[:200], (422, "pdf-broken")),
        ("no-such-slot", PDF, (422, "slot")),
        ("layout", PDF + b" " * (11 << 20), (413, "large")),
    ],
)
def test_bad_uploads(firm: Caller, slot: str, content: bytes, expected: tuple[int, str]) -> None:
    assert code_of(upload(firm, slot, content)) == expected


def test_filing_once_for_each_key(city: Any, firm: Caller) -> None:
    body = new_case(firm)
    first = firm.post("/cases", body, **{"Idempotency-Key": "order-7"})
    again = firm.post("/cases", body, **{"Idempotency-Key": "order-7"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    case = Case.objects.get(case_no=first.json()["number"])
    assert (case.organisation, case.citizen, case.channel) == (city.organisations["green-grain"], None, "api")
    other = {**body, "answers": {**ANSWERS, "staff_count": 13}}
    assert code_of(firm.post("/cases", other, **{"Idempotency-Key": "order-7"})) == (409, "key-reused")
    assert Case.objects.filter(organisation=city.organisations["green-grain"]).count() == 1


@pytest.mark.parametrize("key", ["", "x" * 81])
def test_a_key_is_needed(firm: Caller, key: str) -> None:
    assert code_of(firm.post("/cases", new_body(), **{"Idempotency-Key": key})) == (400, "key-missing")


def test_missing_materials_and_wrong_answers_are_named(firm: Caller) -> None:
    answer = firm.post("/cases", new_body(), **{"Idempotency-Key": "k"})
    assert code_of(answer) == (422, "materials")
    assert [one["pointer"] for one in answer.json()["problems"]] == ["/materials/layout"]
    body = {**new_body(), "answers": {**ANSWERS, "staff_count": "many"}}
    answer = firm.post("/cases", body, **{"Idempotency-Key": "k"})
    assert code_of(answer) == (422, "answers")
    assert [one["pointer"] for one in answer.json()["problems"]] == ["/staff_count"]


def test_materials_of_others_or_for_other_slots_are_refused(firm: Caller, other_firm: Caller) -> None:
    foreign = upload(other_firm, "layout").json()["id"]
    own = upload(firm, "safety-rules").json()["id"]
    for given in ({"layout": [foreign]}, {"layout": [own]}, {"layout": [str(new_id())]}, {"nothing": [own]}):
        answer = firm.post("/cases", {**new_body(), "materials": given}, **{"Idempotency-Key": "k"})
        assert code_of(answer) == (422, "material")
        assert [one["pointer"] for one in answer.json()["problems"]] == [f"/materials/{next(iter(given))}"]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{not json", (400, "bad-request")),
        ('{"region": "990102", "service": "food-business"}', (422, "input")),
        ('{"region": "990102", "service": "food-business", "answers": {}, "extra": 1}', (422, "input")),
        ('{"region": "990102", "service": "no-such", "answers": {}}', (404, "not-found")),
        ("[" * 100_000, (400, "bad-request")),
        ('"' + "x" * (2 << 20) + '"', (413, "large")),
    ],
)
def test_bad_bodies(firm: Caller, body: str, expected: tuple[int, str]) -> None:
    from tests.roles import as_role

    headers = {"Authorization": f"Bearer {firm.token}", "Idempotency-Key": "k"}
    with as_role("public"):
        answer = firm.client.post("/api/v1/cases", body, content_type="application/json", headers=headers)
    assert code_of(answer) == expected


def test_a_paused_service_is_refused_with_its_reason(firm: Caller) -> None:
    from tongban.catalog.models import ImplementationVersion

    ImplementationVersion.objects.filter(implementation__key="990102/food-business").update(usage="2")
    answer = firm.post("/cases", new_case(firm), **{"Idempotency-Key": "k"})
    assert code_of(answer) == (409, "paused-service")


def test_the_receipt_opens_the_case_for_anybody(firm: Caller, nobody: Caller) -> None:
    receipt = filed(firm)
    answer = nobody.get(f"/cases/{receipt['number']}?code={receipt['query_code']}")
    assert answer.status_code == 200
    assert answer.json()["station"] == "submit"
