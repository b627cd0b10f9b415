"""The jobs of messages: deliver one, take what the gateway reports, forget old ones."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongban.exchange.messages import gateways, sending
from tongban.exchange.models import OutgoingMessage
from tongban.kit import clock, ledger
from tongban.kit.access import SYSTEM
from tongban.kit.jobs import defer, job, periodic

State = OutgoingMessage.State
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)
CODES_LAST = timedelta(minutes=5)  # a code that comes later opens nothing
RESULT = ["state", "receipt", "reason", "attempts", "gateway", "sent_at"]


@job("exchange.deliver-message")
def deliver(message: str) -> None:
    """Delivers once; a second run of the same job finds nothing to do. What does not work is tried again, each time
    after twice as long (an hour in all), and then has failed."""
    with transaction.atomic():
        row = OutgoingMessage.objects.select_for_update().filter(pk=UUID(message)).first()
        if row is None or row.state != State.WAITING:
            return
        row.attempts += 1
        carrier = gateways.gateway(row.channel)
        row.gateway = carrier.name
        try:
            row.receipt = carrier.deliver(_parcel(row))
            row.state, row.reason, row.sent_at = State.SENT, "", clock.now()
        except gateways.Rejected as wrong:
            _fail(row, str(wrong))
        except gateways.NotDelivered as wrong:
            _later(row, str(wrong))
        row.save(update_fields=RESULT)


def _parcel(row: OutgoingMessage) -> gateways.Parcel:
    return gateways.Parcel(
        id=str(row.id), to=row.recipient, subject=row.subject or "", text=row.text, kind=row.kind,
        language=row.language, values=row.values or {},
    )  # fmt: skip


def _later(row: OutgoingMessage, why: str) -> None:
    too_late = row.kind.startswith(sending.CODE) and clock.now() - row.created_at > CODES_LAST
    if row.attempts >= MOST_ATTEMPTS or too_late:
        _fail(row, why)
        return
    row.reason = why[:80]
    wait = FIRST_WAIT * 2 ** (row.attempts - 1)
    defer("exchange.deliver-message", at=datetime.now(UTC) + wait, message=row.id)


def _fail(row: OutgoingMessage, why: str) -> None:
    row.state, row.reason = State.FAILED, why[:80]
    ledger.act("message.failed", actor=SYSTEM, case=row.case, message=str(row.id), what=row.kind, reason=why[:80])


@periodic("exchange.forget-messages", "43 * * * *")
def forget() -> None:
    """Hourly."""
    sending.forget_old()
