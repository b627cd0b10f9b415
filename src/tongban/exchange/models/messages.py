"""Messages to people: text message and e-mail. Recipient and text are sealed; a mailbox is found by blind index."""

from django.db import models

from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedText


class OutgoingMessage(models.Model):
    """短信、邮件. Written in the transaction of the act that causes it, delivered by a job."""

    class Channel(models.TextChoices):
        SMS = "sms"
        EMAIL = "email"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.CharField(max_length=5, choices=Channel)
    kind = models.CharField(max_length=60)
    recipient = SealedText("message.recipient")
    recipient_index = models.BinaryField(max_length=16)
    subject = SealedText("message.subject", null=True)
    text = SealedText("message.text")
    case = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    receipt = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient_index", "-id"], name="mailbox_of_recipient"),
            models.Index(fields=["created_at"], name="message_age"),
        ]
