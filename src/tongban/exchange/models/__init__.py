"""Tables of what crosses our border."""

from tongban.exchange.models.handovers import Handover, StandInFile
from tongban.exchange.models.messages import OutgoingMessage
from tongban.exchange.models.seals import QrKey, Seal, SealRequest, SealRoot
from tongban.exchange.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "Handover",
    "OutgoingMessage",
    "QrKey",
    "Seal",
    "SealRequest",
    "SealRoot",
    "StandInFile",
    "Webhook",
    "WebhookDelivery",
]
