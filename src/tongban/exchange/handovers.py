"""The port to systems that decide elsewhere: send a file, receive its outcome. Adapters are chosen by settings.

A message is signed with a key shared with the other system (HMAC-SHA256 over the body), carries the hand-over's id,
and may be sent twice: the receiver answers with the same receipt.
"""

import hashlib
import hmac
import json
import urllib.request
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tongban.exchange.models import Handover
from tongban.kit import clock, jobs
from tongban.kit.models import Installation

OUTCOMES = ("grant", "refuse")


class BadMessage(ValueError):
    """A message that is not signed by the system it names, or says nothing we understand."""


class Courier(Protocol):
    """What an adapter does: deliver one signed message and return the other system's receipt number."""

    def deliver(self, system: str, body: bytes, signature: str) -> str: ...


class HttpCourier:
    """The real adapter: POST to the system's address over HTTPS."""

    def deliver(self, system: str, body: bytes, signature: str) -> str:
        address = settings.EXCHANGE_SYSTEMS[system]["url"]
        request = urllib.request.Request(
            address, data=body, headers={"Content-Type": "application/json", "X-Signature": signature}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(json.load(answer)["receipt"])


def sign(system: str, body: bytes) -> str:
    """Hexadecimal HMAC-SHA256 under the key shared with `system`."""
    key = str(settings.EXCHANGE_SYSTEMS[system]["key"]).encode()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def message(handover: Handover, *, case_no: str) -> bytes:
    """The file as it is sent: canonical JSON."""
    content = {"id": str(handover.id), "case_no": case_no, "answers": handover.payload}
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def courier() -> Courier:
    """The adapter this installation uses."""
    from tongban.exchange.standins import registration

    stand_in = settings.EXCHANGE_STAND_IN and Installation.is_demo()  # a real city never gets an invented answer
    return registration.StandInCourier() if stand_in else HttpCourier()


def send(handover: Handover, *, case_no: str) -> None:
    """Sends once or again; the receipt is kept. Raises whatever the transport raises."""
    body = message(handover, case_no=case_no)
    receipt = courier().deliver(handover.system, body, sign(handover.system, body))
    Handover.objects.filter(pk=handover.pk, state=Handover.State.TO_SEND).update(
        state=Handover.State.SENT, receipt=receipt, sent_at=clock.now()
    )


def receive(system: str, body: bytes, signature: str) -> None:
    """An answer of the other system: {"id", "outcome", "uscc", …}. The same answer twice is one answer."""
    if not _has_key(system) or not hmac.compare_digest(signature, sign(system, body)):
        raise BadMessage("signature")
    content = _content(body)
    with transaction.atomic():
        handover = Handover.objects.select_for_update().filter(pk=content["id"], system=system).first()
        if handover is None:
            raise BadMessage("unknown hand-over")
        if handover.state not in (Handover.State.SENT, Handover.State.TO_SEND):
            return
        handover.state, handover.outcome = Handover.State.ANSWERED, content["outcome"]
        handover.answer = {key: value for key, value in content.items() if key not in ("id", "outcome")}
        handover.answered_at = clock.now()
        handover.save()
        if handover.awaited_by is not None:
            jobs.defer("case.answered", case=handover.case, handover=handover.id)


def _has_key(system: str) -> bool:
    """Whether a key is shared with the system; without one anybody could sign."""
    return bool(settings.EXCHANGE_SYSTEMS.get(system, {}).get("key"))


def _content(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
        UUID(content["id"])
    except (ValueError, KeyError, TypeError):
        raise BadMessage("not a message") from None
    if content.get("outcome") not in OUTCOMES:
        raise BadMessage("outcome")
    return content  # type: ignore[no-any-return]
