"""Hand-overs: a file decided in another system."""

from django.db import models

from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON


class Handover(models.Model):
    """转办外部系统. One for each waiting token; sending again with the same id is the same hand-over."""

    class State(models.TextChoices):
        TO_SEND = "to_send"
        SENT = "sent"
        ANSWERED = "answered"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id)
    system = models.CharField(max_length=60)
    case = models.UUIDField()
    token = models.UUIDField(unique=True)  # of the send task
    awaited_by = models.UUIDField(null=True)  # token of the receive task
    message_node = models.CharField(max_length=80, blank=True)  # the receive task itself
    payload = SealedJSON("handover.payload")
    state = models.CharField(max_length=10, choices=State, default=State.TO_SEND)
    receipt = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    answer = SealedJSON("handover.answer", null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case"], name="handover_of_case")]


class StandInFile(models.Model):
    """What the stand-in of another system has received: a demo city has no province above it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    system = models.CharField(max_length=60)
    message_id = models.UUIDField(unique=True)
    payload = SealedJSON("standin.payload")
    receipt = models.CharField(max_length=80)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
