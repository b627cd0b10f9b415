"""Seals: one of each authority and purpose. The private key is a file that only the sealing process may open."""

from typing import ClassVar

from django.db import models

from tongban.directory.models import Department
from tongban.kit.hidden_columns import HidesColumns, hiding
from tongban.kit.ids import new_id
from tongban.kit.models import StoredFile


class SealRoot(models.Model):
    """The root of the test seals; a city that has been given seals by a licensed authority has none."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    certificate_pem = models.TextField()
    key_pem = models.TextField()


class SealManager(models.Manager["Seal"]):
    """The private key stays in its column until the sealing process, which alone may read it, applies the seal."""

    def get_queryset(self) -> models.QuerySet["Seal"]:
        return hiding(self.model, self._db)


class Seal(HidesColumns):
    """印章. `is_test` marks every file it seals as having no legal force."""

    id = models.UUIDField(primary_key=True, default=new_id)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    certificate_pem = models.TextField()
    root_pem = models.TextField()
    key_pem = models.TextField()  # encrypted: its password is a file that only the sealing process may read
    is_test = models.BooleanField()
    created_at = models.DateTimeField()

    hidden = ("key_pem",)
    objects: ClassVar = SealManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["department", "purpose"], name="one_seal_for_a_purpose")]


class QrKeyManager(models.Manager["QrKey"]):
    """As for seals: the private half stays in its column until the sealing process signs with it."""

    def get_queryset(self) -> models.QuerySet["QrKey"]:
        return hiding(self.model, self._db)


class QrKey(HidesColumns):
    """The key of the city that signs QR codes and the revocation list. A newer one replaces it; it stays published."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kid = models.BinaryField(max_length=8, unique=True)
    x = models.BinaryField(max_length=32)
    y = models.BinaryField(max_length=32)
    key_pem = models.TextField()  # encrypted, as that of a seal
    valid_from = models.DateField()
    valid_to = models.DateField()
    is_test = models.BooleanField()
    created_at = models.DateTimeField()

    hidden = ("key_pem",)
    objects: ClassVar = QrKeyManager()

    class Meta:
        base_manager_name = "objects"


class SealRequest(models.Model):
    """One use of a seal: the sealing process seals `file` only if the row it is for names that file."""

    class State(models.TextChoices):
        ASKED = "asked"
        DONE = "done"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=new_id)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)  # letter | certificate
    what_id = models.UUIDField()
    case = models.UUIDField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    sealed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    taken = models.BooleanField(default=False)  # whether the worker has put the sealed file in its place
    reason = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "what_id"], name="sealed_once")]
        indexes = [models.Index(fields=["asked_at"], name="seal_asked", condition=models.Q(state="asked"))]
