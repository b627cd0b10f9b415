"""Station *work*: tokens of the process, tasks that people do, timers, and the opinions they record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.cases.models.contents import Revision
from tongban.directory.models import Department
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON


class Token(models.Model):
    """One token of the engine; the set of rows of a case is its whole process state."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tokens")
    node = models.CharField(max_length=80)
    state = models.CharField(max_length=10)
    scope = models.UUIDField(null=True)
    arg = models.JSONField(null=True)


class Task(models.Model):
    """环节任务: what a post of a department has to do. `node` is a node of the process or a legal act of the path.

    Legal acts (accept, decide, issue, deliver, after-check) are tasks in the same list, with `node` "=accept" etc.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    token = models.UUIDField(null=True)
    node = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    officers_needed = models.PositiveSmallIntegerField(default=1)
    officers = ArrayField(models.UUIDField(), default=list)  # who has taken it
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    told = models.BooleanField(db_default=False, default=False)  # its post knows of it (cases.notices.desk)
    sort_on = models.DateField()  # due_on, or the opening day where there is none: the order of the list

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=Q(is_open=True, token__isnull=False), name="task_of_token"
            ),
            models.UniqueConstraint(
                fields=["case", "node"], condition=Q(is_open=True, token__isnull=True), name="legal_task_once"
            ),
        ]
        indexes = [
            models.Index(fields=["department", "sort_on", "id"], name="task_inbox", condition=Q(is_open=True)),
            models.Index(fields=["case"], name="task_of_case"),
            models.Index(fields=["id"], name="task_to_tell", condition=Q(is_open=True, told=False)),
        ]


class Timer(models.Model):
    """An armed boundary timer, swept by one periodic job; found by date even when the job ran late."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="timers")
    token = models.UUIDField(unique=True)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="timer_due")]


class Opinion(models.Model):
    """意见: what a task recorded, the revision it saw, and what it relied on. Never changed; a redo is another row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    task = models.ForeignKey(Task, models.PROTECT, related_name="opinions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, blank=True)
    record = SealedJSON("opinion.record")  # the task's own form, with the reason
    relied_on = models.JSONField(default=list)  # pointers and "material:<slot>"
    officers = ArrayField(models.UUIDField())
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
