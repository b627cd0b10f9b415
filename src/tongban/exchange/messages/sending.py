"""Sending: a row in the transaction of the cause, then a job. What was sent is sealed and forgotten after 30 days."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tongban.exchange.models import OutgoingMessage
from tongban.kit import clock
from tongban.kit.jobs import defer
from tongban.kit.vault import blind_index

KEPT = timedelta(days=30)
CODES_KEPT = timedelta(hours=1)
CODE = "code"  # kinds that begin so hold a secret


def text_message(phone: str, text: str, *, kind: str, case: UUID | None = None) -> UUID:
    """Queues a text message, in the language of its reader. Returns its id."""
    return _queue(OutgoingMessage.Channel.SMS, phone, "", text, kind, case)


def mail(address: str, subject: str, text: str, *, kind: str, case: UUID | None = None) -> UUID:
    """Queues an e-mail. Returns its id."""
    return _queue(OutgoingMessage.Channel.EMAIL, address.strip().lower(), subject, text, kind, case)


def _queue(channel: str, to: str, subject: str, text: str, kind: str, case: UUID | None) -> UUID:
    with transaction.atomic():
        row = OutgoingMessage.objects.create(
            channel=channel, kind=kind, recipient=to, recipient_index=mailbox_key(to), subject=subject or None,
            text=text, case=case, created_at=clock.now(),
        )  # fmt: skip
        defer("exchange.deliver-message", message=row.id)
    return row.id


def mailbox_key(recipient: str) -> bytes:
    """The blind index of a phone number or address."""
    return blind_index("message.recipient", recipient.strip().lower())


def forget_old() -> int:
    """Removes messages after their time, codes after an hour; returns how many."""
    now = clock.now()
    old = OutgoingMessage.objects.filter(created_at__lt=now - KEPT)
    codes = OutgoingMessage.objects.filter(kind__startswith=CODE, created_at__lt=now - CODES_KEPT)
    return old.delete()[0] + codes.delete()[0]
