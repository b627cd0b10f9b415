"""Tables of the kit: the installation itself, data keys, files, and the ledger."""

from django.db import models
from django.db.models.functions import Now

from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Access, Act

__all__ = ["Access", "Act", "Installation", "Retention", "StoredFile", "VaultKey"]


class Installation(models.Model):
    """One row: what kind of city this is. `demo` is set when it is founded and never changes.

    `facts`: what the foot of every page says of who runs the site, text by name; set by an administrator.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    region = models.CharField(max_length=12)
    founded_at = models.DateTimeField(db_default=Now())
    facts = models.JSONField(default=dict)
    clock_moves = models.BooleanField(default=False)  # a site may tell another time than the database: in tests only

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    @classmethod
    def is_demo(cls) -> bool:
        """True only if this database was founded as a demo."""
        return cls.objects.filter(demo=True).exists()


class Retention(models.Model):
    """保存期限: how many days a kind of thing is kept, and how many before its end the person is told (kit.retention)."""

    kind = models.CharField(max_length=20, primary_key=True)
    kept_days = models.PositiveIntegerField()
    notice_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="access") | models.Q(kept_days__gte=184), name="accesses_kept_six_months"
            ),
            models.CheckConstraint(
                condition=models.Q(notice_days__lt=models.F("kept_days")), name="notice_before_the_end"
            ),
        ]


class VaultKey(models.Model):
    """A data key, wrapped by the installation's key-encrypting key."""

    number = models.PositiveIntegerField(primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())


class StoredFile(models.Model):
    """A file kept sealed on disk (kit.files)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="file_by_content")]
