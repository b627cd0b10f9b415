"""The security administrator sees what a client was told, and has it sent again; nobody else does."""

from typing import Any

import pytest

from tests.api.conftest import make_client
from tests.workbench.conftest import seat
from tongban.directory.models import Officer
from tongban.exchange.models import WebhookDelivery
from tongban.exchange.webhooks import registering
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ids import new_id

pytestmark = pytest.mark.django_db


def test_the_log_of_a_client_and_once_more(city: Any) -> None:
    firm = city.organisations["green-grain"]
    client, _ = make_client(firm, ["cases.read"])
    actor = Actor(kind="machine", id=client.id, on_behalf_of=firm.id)
    hook, secret = registering.register(actor, "https://shop.example/news", [])
    row = WebhookDelivery.objects.create(
        webhook=hook, fact=new_id(), case=new_id(), kind="case.accepted", state="dead", attempts=10, said="503",
        body={"type": "case.accepted", "data": {"number": "990102…"}}, next_at=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    page = f"/administration/machines/{client.id}/news/"
    security = seat(Officer.objects.get(administration="security"))
    shown = security.get(page).content.decode()
    assert "https://shop.example/news" in shown and "已放弃" in shown and "503" in shown and secret not in shown
    answer = security.post(f"{page}{row.id}/again/")
    assert (answer.status_code, answer["Location"]) == (302, page)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "再次推送" not in security.get(page).content.decode()
    assert page in security.get("/administration/machines/").content.decode()
    assert seat(Officer.objects.get(administration="audit")).get(page).status_code == 403
