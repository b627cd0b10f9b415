"""What the system administrator asks about an account, and what another administrator answered."""

from django.db import models
from django.db.models import F, Q

from tongban.directory.models.officers import Officer
from tongban.kit.ids import new_id


class AccountRequest(models.Model):
    """账号申请. Nobody answers one's own or one about oneself; one is under way for an account at a time."""

    class Act(models.TextChoices):
        LINK = "link"
        CLOSE = "close"
        REOPEN = "reopen"

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"  # a link only: it may now be taken, once
        REFUSED = "refused"
        DONE = "done"
        ENDED = "ended"  # nobody answered, or took the link, in time

    id = models.UUIDField(primary_key=True, default=new_id)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    word_hash = models.BinaryField(max_length=32, default=bytes)  # of the word that opens the link; empty until given

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(state__in=("open", "confirmed")), name="one_request_under_way"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | (~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("officer"))),
                name="request_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "ended")) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="request_answered",
            ),
        ]
