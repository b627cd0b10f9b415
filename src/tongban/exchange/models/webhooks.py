"""Where a machine client wants to hear of its cases, and what it was told."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tongban.directory.models import MachineClient
from tongban.kit.hidden_columns import HidesColumns, hiding
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedText


class WebhookManager(models.Manager["Webhook"]):
    """Secrets are read where they are made (the public site) and where they sign (the worker)."""

    def get_queryset(self) -> models.QuerySet["Webhook"]:
        return hiding(self.model, self._db)


class Webhook(HidesColumns):
    """办件进度推送. One address of one client. `events`: kinds of facts it wants, all of them when empty."""

    id = models.UUIDField(primary_key=True, default=new_id)
    client = models.ForeignKey(MachineClient, models.PROTECT, related_name="+")
    address = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=64), default=list)
    secret = SealedText("webhook.secret")
    earlier_secret = SealedText("webhook.earlier_secret", null=True)  # signs too until `earlier_until`
    earlier_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())  # what happened before is not told

    hidden = ("secret", "earlier_secret")
    objects: ClassVar = WebhookManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["client", "address"], condition=Q(is_active=True), name="webhook_once")
        ]


class WebhookDelivery(models.Model):
    """One piece of news to one address; its id is what the receiver knows it by, however often it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=new_id)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    fact = models.UUIDField()
    case = models.UUIDField()
    kind = models.CharField(max_length=64)
    body = models.JSONField()  # references, codes and labels; no answers and no names
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    said = models.CharField(max_length=120, blank=True)  # what the last attempt came to
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "fact"], name="news_once")]
        indexes = [
            models.Index(fields=["next_at"], name="news_waiting", condition=Q(state="waiting")),
            models.Index(fields=["webhook", "-id"], name="news_of_webhook"),
        ]
