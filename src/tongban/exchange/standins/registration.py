"""A stand-in of a provincial registration system: keeps what it receives, answers when told to (or soon, in a demo)."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from stdnum.cn import uscc

from tongban.exchange import handovers
from tongban.exchange.models import StandInFile
from tongban.kit import clock, jobs


class StandInCourier:
    """Delivers into the stand-in's own table, checking the signature as the real system would."""

    def deliver(self, system: str, body: bytes, signature: str) -> str:
        if signature != handovers.sign(system, body):
            raise handovers.BadMessage("signature")
        content = json.loads(body)
        row, made = StandInFile.objects.get_or_create(
            message_id=UUID(content["id"]),
            defaults={
                "system": system,
                "payload": content,
                "receipt": f"{clock.now():%Y%m%d}{content['id'][-8:].upper()}",
                "received_at": clock.now(),
            },
        )
        if made and settings.EXCHANGE_STAND_IN == "answers":
            jobs.defer("standin.answer", message=row.message_id)
        return row.receipt


def received(size: int = 100) -> list[StandInFile]:
    """What has come in, newest first."""
    return list(StandInFile.objects.order_by("-received_at", "-id")[:size])


def answer(message: UUID, *, said: Mapping[str, Any] | None = None) -> None:
    """Answers one file as the province would: by default grants it, with a code. A second answer changes nothing."""
    row = StandInFile.objects.get(message_id=message)
    if row.answered_at is not None:
        return
    content = {"foreign_number": row.receipt, **(said or _granted(row)), "id": str(message)}
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    handovers.receive(row.system, body, handovers.sign(row.system, body))
    row.answered_at = clock.now()
    row.save(update_fields=["answered_at"])


def _granted(row: StandInFile) -> dict[str, str]:
    name = str(row.payload["answers"].get("name", ""))
    return {"outcome": "grant", "uscc": make_uscc(row.id), "name": name, "issued_on": clock.today().isoformat()}


def make_uscc(seed: UUID) -> str:
    """A well-formed code (check character by GB 32100) for an invented individual business of the demo region."""
    body = f"92990102MA{seed.int % 10**7:07d}"
    return body + uscc.calc_check_digit(body)
