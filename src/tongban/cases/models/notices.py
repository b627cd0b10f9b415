"""Notices: what applicants were told in their inbox, and what is new for the officers of a department. Never a service."""

from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.directory.models import Citizen, Department, Officer, Organisation
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON


class Notice(models.Model):
    """站内消息 about one row (`about`: the decision, the correction, the case): of an event once, however often the job
    runs. `said` is what stood there, {"zh", "en"} of title and text; the messages of the other channels name this row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notices")  # null: of a draft
    event = models.CharField(max_length=20)
    about = models.UUIDField()
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    said = SealedJSON("notice.said")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "about"], name="noticed_once")]
        indexes = [
            models.Index(fields=["citizen", "-id"], name="notice_of_citizen"),
            models.Index(fields=["organisation", "-id"], name="notice_of_organisation"),
            models.Index(fields=["citizen"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["case", "id"], name="notice_of_case"),
        ]


class DeskNotice(models.Model):
    """What is new in a case for the officers of one department: one row a case, the latest in front. `what` counts each
    (task, yellow, red, …) since `since`; `roles` are those it concerns, of all the department where it is empty."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    what = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    number = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "department", "role"], name="desk_notice_once")]
        indexes = [models.Index(fields=["department", "-at", "-id"], name="desk_notice_list")]


class DeskNoticeRead(models.Model):
    """Until when an officer has read what is new in a case."""

    id = models.UUIDField(primary_key=True, default=new_id)
    notice = models.ForeignKey(DeskNotice, models.CASCADE, related_name="read")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "officer"], name="desk_notice_read_once")]
