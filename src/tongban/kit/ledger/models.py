"""Two append-only tables. The application's roles may insert and select, nothing else (kit migration 0002)."""

from django.db import models
from django.db.models.functions import Now

from tongban.kit.ids import new_id


class Fact(models.Model):
    """The columns both tables have had since the first version."""

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    department = models.UUIDField(null=True)
    channel = models.CharField(max_length=16)
    case = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    purpose = models.CharField(max_length=200)
    body = models.JSONField()

    class Meta:
        abstract = True


class Act(Fact):
    """What was done."""

    class Meta:
        app_label = "kit"
        indexes = [
            models.Index(fields=["case", "at", "id"], name="act_of_case", condition=models.Q(case__isnull=False)),
            models.Index(fields=["kind", "at"], name="act_of_kind"),
        ]


class Access(Fact):
    """Who looked. Monthly partitions made by SQL in the migration; kept at least 6 months (网络安全法 21)."""

    pk = models.CompositePrimaryKey("id", "at")
    id = models.UUIDField(default=new_id)

    class Meta:
        app_label = "kit"
        managed = False
        db_table = "kit_access"
