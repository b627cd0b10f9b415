"""The mailbox that stands in for phones and mail servers: what was sent to one recipient, newest first."""

from dataclasses import dataclass
from datetime import datetime

from tongban.exchange.messages.sending import mailbox_key
from tongban.exchange.models import OutgoingMessage


@dataclass(frozen=True)
class Letter:
    """One message as its reader sees it."""

    at: datetime
    channel: str
    subject: str
    text: str


def mailbox(recipient: str, limit: int = 20) -> list[Letter]:
    """Messages to this phone number or address. The database answers in a demo city only."""
    found = "SELECT * FROM exchange_mailbox(%s) ORDER BY id DESC LIMIT %s"
    rows = OutgoingMessage.objects.raw(found, [mailbox_key(recipient), limit])
    return [Letter(row.created_at, row.channel, row.subject or "", row.text) for row in rows]
