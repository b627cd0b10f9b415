"""The legal clock of a case: due days are computed from these rows, never edited."""

from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.kit.ids import new_id


class Clock(models.Model):
    """`kind`: receipt (accept or tell, 5 workdays), statutory, promised, deliver, correction, joint, after_check,
    supplement (tolerated papers that follow).

    `due_on` is kept for lists and lights and is recomputed from start, limit, extension, pauses and calendar.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=12)
    started_on = models.DateField()
    n = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8)
    basis = models.CharField(max_length=200, blank=True)
    extension_n = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True)  # null while paused
    provisional = models.BooleanField(default=False)
    stopped_on = models.DateField(null=True)
    told_light = models.CharField(max_length=9, blank=True, db_default="", default="")  # the last the desk was told of

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(stopped_on__isnull=True), name="one_running_clock_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="clock_running", condition=Q(stopped_on__isnull=True))]


class Pause(models.Model):
    """特别程序: days that are told in writing beforehand and, where the law says so, do not count."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=20)
    excluded = models.BooleanField()
    expected_workdays = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=200)
    started_on = models.DateField()
    until = models.DateField(null=True)  # the last of the days told; computed, null where no calendar reaches so far
    overdue_on = models.DateField(null=True)  # when it was noticed that it lasts longer than was told
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on__isnull=True), name="one_open_pause"),
        ]
