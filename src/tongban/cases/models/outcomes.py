"""What the authority told, decided and handed over, and what the citizen thought of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.cases.models.contents import Revision
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON, SealedText


class Correction(models.Model):
    """一次性告知补正. `items`: [{"slot" or "pointer", "child", "text"}]. A second one is a recorded violation."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    items = SealedJSON("correction.items")
    told = ArrayField(models.CharField(max_length=60), default=list)  # children told by this notice; "" is the case
    repeated = models.BooleanField(default=False)
    override_reason = models.CharField(max_length=300, blank=True)
    asked_on = models.DateField()
    asked_by = models.UUIDField()
    answered_on = models.DateField(null=True)
    unchanged = ArrayField(
        models.PositiveSmallIntegerField(), default=list
    )  # places in `items` the answer left as it was
    explanation = SealedText("correction.explanation", null=True)  # why, in the applicant's words
    lapses_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="correction_number"),
            models.UniqueConstraint(fields=["case"], condition=Q(answered_on__isnull=True), name="one_open_correction"),
            models.CheckConstraint(condition=Q(repeated=False) | ~Q(override_reason=""), name="told_once"),
        ]


class Defect(models.Model):
    """What a department found missing in its child of a bundle, waiting to go out in the lead's one notice."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="defects")
    items = SealedJSON("defect.items")
    officer = models.UUIDField()
    noted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)


class Decision(models.Model):
    """决定: one for a case. Closed cases are never edited."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10)
    reasons = SealedText("decision.reasons")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    relied_on = models.JSONField(default=list)
    remedies = models.JSONField(default=list)
    facts = models.JSONField(default=dict)  # amounts and other results of rules, in fen and figures
    officer = models.UUIDField()
    decided_at = models.DateTimeField()


class Delivery(models.Model):
    """送达: mode counter | post | download | announcement, and its proof."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, models.PROTECT, related_name="delivery")
    mode = models.CharField(max_length=14)
    proof = SealedText("delivery.proof")
    delivered_at = models.DateTimeField()
    officer = models.UUIDField(null=True)


class Rating(models.Model):
    """好差评: 1 非常满意 … 5 非常不满意 (1 is best, GB/T 39046), once for a case."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, models.PROTECT, related_name="rating")
    grade = models.PositiveSmallIntegerField()
    labels = ArrayField(models.CharField(max_length=40), default=list)
    comment = SealedText("rating.comment", null=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="rating_grade")]
