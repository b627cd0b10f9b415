"""Sending: a row in the transaction of the cause, then a job. What was sent is sealed and forgotten after 30 days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongban.directory import masking
from tongban.exchange.models import OutgoingMessage
from tongban.kit import clock
from tongban.kit.ids import new_id
from tongban.kit.jobs import defer
from tongban.kit.vault import blind_index

KEPT = timedelta(days=30)
CODES_KEPT = timedelta(hours=1)
CODE = "code"  # kinds that begin so hold a secret
Channel, State = OutgoingMessage.Channel, OutgoingMessage.State


@dataclass(frozen=True)
class Cause:
    """What a message is about. `values` fill a template that the gateway keeps; `wait` is for quiet hours to end."""

    kind: str
    case: UUID | None = None
    notice: UUID | None = None
    language: str = "zh"
    values: Mapping[str, str] = field(default_factory=dict)
    wait: timedelta = timedelta()


def text_message(phone: str, text: str, *, kind: str, values: Mapping[str, str] | None = None) -> UUID:
    """Queues a text message, in the language of its reader. Returns its id."""
    return send(Channel.SMS, phone, "", text, Cause(kind, values=values or {}))


def mail(address: str, subject: str, text: str, *, kind: str) -> UUID:
    """Queues an e-mail. Returns its id."""
    return send(Channel.EMAIL, address, subject, text, Cause(kind))


def send(channel: str, to: str, subject: str, text: str, cause: Cause) -> UUID:
    """Queues a message of any channel."""
    with transaction.atomic():
        row = _row(channel, to, subject, text, cause)
        if cause.wait:
            row.not_before = clock.now() + cause.wait
        row.save(force_insert=True)
        defer("exchange.deliver-message", at=datetime.now(UTC) + cause.wait if cause.wait else None, message=row.id)
    return row.id


def leave_out(channel: str, to: str, reason: str, cause: Cause, *, failed: bool = False) -> UUID:
    """Keeps that a message was not sent, and why. `failed`: somebody has to tell the person in another way."""
    row = _row(channel, to, "", "", cause)
    row.state, row.reason = State.FAILED if failed else State.SKIPPED, reason[:80]
    row.save(force_insert=True)
    return row.id


def _row(channel: str, to: str, subject: str, text: str, cause: Cause) -> OutgoingMessage:
    to = to.strip().lower()
    return OutgoingMessage(
        id=new_id(), channel=channel, kind=cause.kind, language=cause.language, recipient=to,
        recipient_index=mailbox_key(to), masked=masking.email(to) if channel == Channel.EMAIL else masking.phone(to),
        subject=subject or None, text=text, values=dict(cause.values) or None, case=cause.case, notice=cause.notice,
        created_at=clock.now(),
    )  # fmt: skip


def sent_lately(to: str, since: timedelta) -> int:
    """How many notices went to a recipient in the time before now."""
    rows = OutgoingMessage.objects.filter(recipient_index=mailbox_key(to), created_at__gt=clock.now() - since)
    return rows.filter(notice__isnull=False).exclude(state__in=(State.SKIPPED, State.FAILED)).count()


def mailbox_key(recipient: str) -> bytes:
    """The blind index of a phone number or address."""
    return blind_index("message.recipient", recipient.strip().lower())


def forget_old() -> int:
    """Removes messages after their time, codes after an hour; returns how many. Of a notice it stays how it went, and
    no longer to whom and what it said."""
    now = clock.now()
    old = OutgoingMessage.objects.filter(created_at__lt=now - KEPT)
    for row in old.filter(notice__isnull=False).exclude(recipient_index=b"").exclude(state=State.WAITING)[:500]:
        row.recipient, row.text, row.subject, row.values, row.recipient_index = "", "", None, None, b""
        row.save(update_fields=["recipient", "text", "subject", "values", "recipient_index"])
    codes = OutgoingMessage.objects.filter(kind__startswith=CODE, created_at__lt=now - CODES_KEPT)
    return old.filter(notice__isnull=True).delete()[0] + codes.delete()[0]
