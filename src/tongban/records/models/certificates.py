"""Certificates 证照: results that hold on their own, verifiable by anyone."""

from django.db import models

from tongban.catalog.models import PackageVersion
from tongban.directory.models import Citizen, Department, Organisation
from tongban.kit.ids import new_id
from tongban.kit.models import StoredFile
from tongban.kit.vault.fields import SealedJSON


class Certificate(models.Model):
    """`data` holds what the face shows. `code_index` is the blind index of the verification code printed on it."""

    class Status(models.TextChoices):
        PRODUCING = "producing"
        IN_FORCE = "in_force"
        REPLACED = "replaced"
        REVOKED = "revoked"
        DEREGISTERED = "deregistered"

    id = models.UUIDField(primary_key=True, default=new_id)
    type_code = models.CharField(max_length=60)
    number = models.CharField(max_length=60, unique=True)
    code_index = models.BinaryField(max_length=16)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    package_version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Department, models.PROTECT, related_name="+")
    case = models.UUIDField(unique=True)  # one case makes at most one certificate, however often the job runs
    data = SealedJSON("certificate.data")
    issued_on = models.DateField()
    valid_to = models.DateField(null=True)
    status = models.CharField(max_length=14, choices=Status)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sealed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["citizen", "type_code"], name="certificate_of_citizen"),
            models.Index(fields=["organisation", "type_code"], name="certificate_of_organisation"),
        ]
