"""The jobs of messages: deliver one, forget old ones."""

from uuid import UUID

from django.db import transaction

from tongban.exchange.messages import gateways, sending
from tongban.exchange.models import OutgoingMessage
from tongban.kit import clock
from tongban.kit.jobs import job, periodic


@job("exchange.deliver-message")
def deliver(message: str) -> None:
    """Delivers once; a second run of the same job finds nothing to do. NotDelivered makes the queue try again."""
    with transaction.atomic():
        row = OutgoingMessage.objects.select_for_update().filter(pk=UUID(message)).first()
        if row is None or row.state != OutgoingMessage.State.WAITING:
            return
        try:
            row.receipt = gateways.gateway(row.channel).deliver(
                message_id=message, to=row.recipient, subject=row.subject or "", text=row.text
            )
            row.state, row.sent_at = OutgoingMessage.State.SENT, clock.now()
        except gateways.Rejected as wrong:
            row.state, row.receipt = OutgoingMessage.State.FAILED, str(wrong)[:80]
        row.save(update_fields=["state", "receipt", "sent_at"])


@periodic("exchange.forget-messages", "43 * * * *")
def forget() -> None:
    """Hourly."""
    sending.forget_old()
