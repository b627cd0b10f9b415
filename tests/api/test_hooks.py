"""Webhooks over the API: named, heard, listed, sent again; each client its own."""

from typing import Any

from tests.api.conftest import Caller, filed
from tests.rooms.exchange.receiver import listening
from tongban.cases import news
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case
from tongban.exchange.models import Webhook, WebhookDelivery
from tongban.exchange.webhooks import sending

HOOK = {"address": "https://shop.example/news", "events": []}


def made(firm: Caller, **changes: Any) -> dict[str, Any]:
    answer = firm.post("/webhooks", {**HOOK, **changes})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_firm_hears_of_its_case_and_of_nobody_elses(firm: Caller, other_firm: Caller) -> None:
    import json

    with listening() as receiver, listening() as other:
        made(firm, address=receiver.address)
        made(other_firm, address=other.address)
        number = filed(firm)["number"]
        catch_up()
        assert news.gather() == 1 and news.gather() == 0
        assert sending.send_waiting() == 1
    assert other.got == []
    told = json.loads(receiver.got[0][1])
    assert (told["type"], told["data"]["number"], told["data"]["station"]) == ("case.submitted", number, "submit")
    assert told["data"]["status"] == {"zh": "已提交，待受理", "en": "Submitted"}
    assert set(told["data"]) == {"number", "station", "reason", "outcome", "status"}


def test_only_what_was_asked_for_is_told_and_nothing_from_before(firm: Caller) -> None:
    with listening() as receiver:
        made(firm, address=receiver.address, events=["case.accepted"])
        filed(firm)
        assert news.gather() == 0
    Webhook.objects.update(created_at="2999-01-01T00:00Z", events=[])
    assert news.gather() == 0 and Case.objects.count() == 1


def test_the_log_is_read_page_by_page_and_a_line_sent_again(firm: Caller, other_firm: Caller) -> None:
    hook = made(firm)["id"]
    filed(firm)
    news.gather()
    line = firm.get(f"/webhooks/{hook}/deliveries").json()["items"][0]
    assert (line["type"], line["state"], line["attempts"]) == ("case.submitted", "waiting", 0)
    again = f"/webhooks/{hook}/deliveries/{line['id']}/again"
    assert firm.post(again).status_code == 404  # it waits already
    WebhookDelivery.objects.update(state="dead", attempts=10)
    for stranger in ("get", "post"):
        path = f"/webhooks/{hook}/deliveries" if stranger == "get" else again
        assert other_firm.call(stranger, path).status_code == 404
    assert firm.post(again).status_code == 202
    assert WebhookDelivery.objects.get().state == "waiting"
    assert firm.get(f"/webhooks/{hook}/deliveries?after={line['id']}").json() == {"items": [], "next": None}


def test_secrets_are_told_once_and_an_ended_address_is_gone(firm: Caller, other_firm: Caller) -> None:
    hook = made(firm)
    assert hook["secret"].startswith("whsec_")
    (shown,) = firm.get("/webhooks").json()["items"]
    assert set(shown) == {"id", "address", "events", "created_at"}
    assert other_firm.get("/webhooks").json()["items"] == []
    assert other_firm.post(f"/webhooks/{hook['id']}/secret").status_code == 404
    assert firm.post(f"/webhooks/{hook['id']}/secret").json()["secret"] != hook["secret"]
    assert other_firm.call("delete", f"/webhooks/{hook['id']}").status_code == 404
    assert firm.call("delete", f"/webhooks/{hook['id']}").status_code == 204
    assert firm.call("delete", f"/webhooks/{hook['id']}").status_code == 404
    assert firm.get("/webhooks").json()["items"] == []


def test_refusals_have_a_code_and_a_way_out(firm: Caller, nobody: Caller) -> None:
    assert nobody.post("/webhooks", HOOK).status_code == 401
    made(firm)
    for changes, status, code in (
        ({}, 409, "hook-exists"),
        ({"address": "gopher://x"}, 422, "address"),
        ({"address": "https://x.example/", "events": ["case.read"]}, 422, "events"),
    ):
        answer = firm.post("/webhooks", {**HOOK, **changes})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
