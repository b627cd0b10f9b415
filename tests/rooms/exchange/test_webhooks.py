"""News goes where a client said, signed, in order, again until it arrives; and never into our own network."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from tests.rooms.exchange.receiver import Receiver, listening
from tongban.directory.actions.machines import create_client
from tongban.directory.actions.rights import SECURITY_ADMIN
from tongban.exchange.models import Webhook, WebhookDelivery
from tongban.exchange.webhooks import calling, registering, sending, signing
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ids import new_id
from tongban.kit.models import Installation

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + "A" * 43 + "="


@pytest.fixture
def receiver() -> Any:
    with listening() as found:
        yield found


@pytest.fixture
def client(city: Any) -> Actor:
    admin = Actor(kind="officer", id=new_id(), roles=frozenset({SECURITY_ADMIN}))
    firm = city.organisations["green-grain"]
    made, _ = create_client(name="门店系统", scopes=["cases.read"], organisation=firm, by=admin)
    return Actor(kind="machine", id=made.id, on_behalf_of=firm.id, channel="api")


def news(hook: Webhook, case: UUID, number: int) -> WebhookDelivery:
    return WebhookDelivery.objects.create(
        webhook=hook, fact=new_id(), case=case, kind="case.accepted", body={"type": "case.accepted", "n": number},
        next_at=clock.now(), created_at=clock.now(),
    )  # fmt: skip


def test_a_signature_is_what_another_library_makes_of_it() -> None:
    oracle = HMAC(bytes(32), SHA256())
    oracle.update(b'msg_1.1614265330.{"test": 2432232314}')
    expected = f"v1,{base64.standard_b64encode(oracle.finalize()).decode()}"
    assert signing.signature(SECRET, "msg_1", 1614265330, b'{"test": 2432232314}') == expected


def test_news_arrives_signed_once_and_in_order(client: Actor, receiver: Receiver) -> None:
    hook, secret = registering.register(client, receiver.address, [])
    case, other = new_id(), new_id()
    rows = [news(hook, case, 1), news(hook, case, 2), news(hook, other, 3)]
    assert [sending.send_waiting(), sending.send_waiting(), sending.send_waiting()] == [2, 1, 0]
    bodies = [json.loads(body)["n"] for _, body in receiver.got]
    assert sorted(bodies[:2]) == [1, 3] and bodies[2] == 2
    headers, body = next(one for one in receiver.got if json.loads(one[1])["n"] == 1)
    assert headers["webhook-id"] == f"msg_{rows[0].id.hex}"
    expected = signing.signature(secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == expected
    assert set(WebhookDelivery.objects.values_list("state", "attempts", "said")) == {("sent", 1, "204")}


def test_what_fails_is_tried_again_later_and_holds_back_what_comes_after_it(client: Actor, receiver: Receiver) -> None:
    hook, _ = registering.register(client, receiver.address, [])
    case = new_id()
    first, second = news(hook, case, 1), news(hook, case, 2)
    receiver.answers = [500, 302]
    with clock.simulated(clock.now()):
        now = clock.now()
        assert sending.send_waiting() == 0 and sending.send_waiting() == 0  # not yet due again
        first.refresh_from_db()
        assert (first.attempts, first.said, first.next_at - now) == (1, "500", timedelta(seconds=10))
    with clock.simulated(now + timedelta(seconds=11)):
        assert sending.send_waiting() == 0  # a redirection is not followed
        first.refresh_from_db()
        assert (first.attempts, first.said) == (2, "302")
    with clock.simulated(now + timedelta(minutes=2)):
        assert [sending.send_waiting(), sending.send_waiting()] == [1, 1]
    assert [json.loads(body)["n"] for _, body in receiver.got] == [1, 1, 1, 2]
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 2
    second.refresh_from_db()
    assert second.state == "sent"


def test_it_is_given_up_in_the_end_and_can_be_asked_for_again(client: Actor, receiver: Receiver) -> None:
    hook, _ = registering.register(client, receiver.address, [])
    row = news(hook, new_id(), 1)
    pauses = [sending.pause_after(n) for n in range(1, sending.ATTEMPTS)]
    assert timedelta(hours=12) < sum(pauses, timedelta()) < timedelta(hours=24)
    receiver.answers = [503] * sending.ATTEMPTS
    moment = clock.now()
    for _ in range(sending.ATTEMPTS):
        moment += timedelta(hours=7)
        with clock.simulated(moment):
            sending.send_waiting()
    row.refresh_from_db()
    assert (row.state, row.attempts, len(receiver.got)) == ("dead", sending.ATTEMPTS, sending.ATTEMPTS)
    assert not registering.once_more(row.id, new_id())
    with clock.simulated(moment):
        assert registering.once_more(row.id, hook.id) and not registering.once_more(row.id, hook.id)
        assert sending.send_waiting() == 1
    assert receiver.got[-1][0]["webhook-id"] == receiver.got[0][0]["webhook-id"]


def test_who_is_gone_is_not_asked_again(client: Actor, receiver: Receiver) -> None:
    hook, _ = registering.register(client, receiver.address, [])
    row = news(hook, new_id(), 1)
    receiver.answers = [410]
    sending.send_waiting()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("dead", 1)


def test_both_secrets_sign_for_a_day_after_a_change(client: Actor, receiver: Receiver) -> None:
    hook, old = registering.register(client, receiver.address, [])
    new = registering.renew_secret(client, hook.id)
    assert new is not None and new != old
    news(hook, new_id(), 1)
    sending.send_waiting()
    headers, body = receiver.got[0]
    signed = [
        signing.signature(key, headers["webhook-id"], int(headers["webhook-timestamp"]), body) for key in (new, old)
    ]
    assert headers["webhook-signature"].split(" ") == signed
    with clock.simulated(clock.now() + timedelta(hours=25)):
        news(hook, new_id(), 2)
        sending.send_waiting()
    assert len(receiver.got[1][0]["webhook-signature"].split(" ")) == 1


@pytest.mark.parametrize(
    "address",
    ["http://example.com/", "https://user:word@example.com/", "ftp://example.com/", "https://", "https://exa mple.com/",
     "https://例子.cn/", "https://example.com:0/", "https://[::1", "javascript:alert(1)"],
)  # fmt: skip
def test_a_real_city_takes_no_such_address(client: Actor, address: str) -> None:
    Installation.objects.update(demo=False)
    with pytest.raises(registering.HookRefused) as refused:
        registering.register(client, address, [])
    assert refused.value.code == "address"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "2130706433"],
)
def test_a_real_city_calls_nothing_in_a_private_network(db: None, host: str) -> None:
    Installation.objects.update(demo=False)
    with pytest.raises(calling.Unreachable):
        calling.post(f"https://{host}:9/", b"{}", {})


def test_a_client_names_five_addresses_at_most_and_each_once(client: Actor) -> None:
    for number in range(registering.MOST):
        registering.register(client, f"https://example.com/{number}", [])
    with pytest.raises(registering.HookRefused, match="too-many-hooks"):
        registering.register(client, "https://example.com/x", [])
    hook = registering.own(client)[0]
    assert registering.end(client, hook.id) and not registering.end(client, hook.id)
    with pytest.raises(registering.HookRefused, match="hook-exists"):
        registering.register(client, "https://example.com/0", [])
    with pytest.raises(registering.HookRefused, match="events"):
        registering.register(client, "https://example.com/y", ["case.read"])
    assert len(registering.own(client)) == registering.MOST - 1


def test_old_news_is_forgotten(client: Actor) -> None:
    hook, _ = registering.register(client, "https://example.com/", [])
    waiting, old = news(hook, new_id(), 1), news(hook, new_id(), 2)
    WebhookDelivery.objects.filter(pk=old.pk).update(state="sent")
    with clock.simulated(clock.now() + timedelta(days=31)):
        sending.forget_old()
    assert list(WebhookDelivery.objects.values_list("id", flat=True)) == [waiting.id]
