"""Messages to people: text message and e-mail. Recipient and text are sealed; a mailbox is found by blind index."""

from django.db import models
from django.db.models import Q

from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON, SealedText


class OutgoingMessage(models.Model):
    """短信、邮件. Written in the transaction of the act that causes it, delivered by a job.

    `notice` is the notice it carries, `values` what the gateway's own template is filled with. `not_before` keeps quiet
    hours. `reason` says why it failed or was left out; `settled_at` when somebody dealt with that.
    """

    class Channel(models.TextChoices):
        SMS = "sms"
        EMAIL = "email"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"  # handed to the gateway
        DELIVERED = "delivered"  # the gateway reports that the phone has it
        FAILED = "failed"
        SKIPPED = "skipped"  # left out: the same was just sent, too many, or not wanted

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.CharField(max_length=5, choices=Channel)
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="zh")
    recipient = SealedText("message.recipient")
    recipient_index = models.BinaryField(max_length=16)
    masked = models.CharField(max_length=80, blank=True)
    subject = SealedText("message.subject", null=True)
    text = SealedText("message.text")
    values = SealedJSON("message.values", null=True)
    case = models.UUIDField(null=True)
    notice = models.UUIDField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    gateway = models.CharField(max_length=10, blank=True)
    receipt = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient_index", "-id"], name="mailbox_of_recipient"),
            models.Index(fields=["created_at"], name="message_age"),
            models.Index(fields=["notice"], name="message_of_notice", condition=Q(notice__isnull=False)),
            models.Index(fields=["case"], name="message_failed", condition=Q(state="failed", settled_at__isnull=True)),
            models.Index(fields=["gateway", "receipt"], name="message_awaits_report", condition=Q(state="sent")),
        ]
