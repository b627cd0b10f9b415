"""A machine client of a firm of the demo city, which calls as the public site's role."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.roles import as_role
from tongban.directory.actions.machines import create_client
from tongban.directory.actions.rights import SECURITY_ADMIN
from tongban.directory.models import MachineClient, Organisation
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ids import new_id

SERVICES = Path(__file__).resolve().parents[2] / "services"
ANSWERS = json.loads((SERVICES / "permit/food-business/stories/green-grain.json").read_text(encoding="utf-8"))
SLOTS = ("layout", "safety-rules", "platform-page")
PDF = (Path(__file__).parent / "one-page.pdf").read_bytes()
ALL_SCOPES = ["services.read", "cases.submit", "cases.read", "certificates.verify"]


class Caller:
    """HTTP without cookies, each request run as the role of its site."""

    def __init__(self, role: str = "public", token: str = "") -> None:
        self.role, self.token, self.client = role, token, Client()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response; `.json()` where it is JSON. A dict body is sent as JSON."""
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        with as_role(self.role):
            return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **more)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("post", path, {} if body is None else body, **headers)

    def form(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        """A form, with files as multipart."""
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        with as_role(self.role):
            return self.client.post(f"/api/v1{path}", fields, headers=headers)


@pytest.fixture(autouse=True)
def on_a_working_day(db: None) -> Iterator[None]:
    """Monday 2 March 2026, nine in the morning."""
    with clock.simulated(clock.on(date(2026, 3, 2))):
        yield


def make_client(organisation: Organisation | None, scopes: list[str]) -> tuple[MachineClient, str]:
    """A client and its secret, made by a security administrator."""
    admin = Actor(kind="officer", id=new_id(), roles=frozenset({SECURITY_ADMIN}))
    return create_client(name="门店系统", scopes=scopes, organisation=organisation, by=admin)


def caller_for(organisation: Organisation | None, scopes: list[str] = ALL_SCOPES) -> Caller:
    """A client of the organisation with a token."""
    client, secret = make_client(organisation, scopes)
    caller = Caller()
    answer = caller.form("/token", {"client_id": str(client.id), "client_secret": secret})
    assert answer.status_code == 200, answer.content
    caller.token = answer.json()["access_token"]
    return caller


@pytest.fixture
def nobody() -> Caller:
    """No token."""
    return Caller()


@pytest.fixture
def firm(city: Any) -> Caller:
    """The client of a small restaurant."""
    return caller_for(city.organisations["green-grain"])


@pytest.fixture
def other_firm(city: Any) -> Caller:
    """The client of another firm."""
    return caller_for(city.organisations["pine-bakery"])


def upload(caller: Caller, slot: str, content: bytes = PDF, name: str = "file.pdf") -> Any:
    """One file into a slot of the food licence."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    fields = {"region": "990102", "service": "food-business", "slot": slot, "file": SimpleUploadedFile(name, content)}
    return caller.form("/uploads", fields)


def new_case(caller: Caller, **changes: Any) -> dict[str, Any]:
    """The body of a filing with fresh uploads."""
    materials = {slot: [upload(caller, slot).json()["id"]] for slot in SLOTS}
    return {"region": "990102", "service": "food-business", "answers": ANSWERS, "materials": materials, **changes}


def filed(caller: Caller, key: str = "k-1") -> dict[str, str]:
    """Number and query code of a case just filed."""
    answer = caller.post("/cases", new_case(caller), **{"Idempotency-Key": key})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()
