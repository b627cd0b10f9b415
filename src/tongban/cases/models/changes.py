"""What happens to a certificate after it was issued: corrected, replaced, revoked, forfeited, retracted, deregistered."""

from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON, SealedText
from tongban.records.models import Certificate


class CertificateChange(models.Model):
    """证照变动: asked for or proposed, then decided by another officer of the authority; at most one is open.

    `corrected` are the values of a correction by their name on the face. `told_on` is the day the holder was told
    what is intended, `answer_until` the last day on which they are waited for; `statement` what they said.
    """

    class Kind(models.TextChoices):
        CORRECT = "correct"
        REPLACE = "replace"
        REVOKE = "revoke"
        FORFEIT = "forfeit"
        RETRACT = "retract"
        DEREGISTER = "deregister"

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="changes")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    ground = models.CharField(max_length=20, blank=True)
    reason = SealedText("change.reason")
    corrected = SealedJSON("change.corrected", null=True)
    by_holder = models.BooleanField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    told_on = models.DateField(null=True)
    answer_until = models.DateField(null=True)
    statement = SealedText("change.statement", null=True)
    stated_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, blank=True)  # grant | refuse
    reasons = SealedText("change.reasons", null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate"], condition=Q(outcome=""), name="one_open_change"),
        ]
