"""Certificates 证照: results that hold on their own, verifiable by anyone."""

from django.db import models

from tongban.catalog.models import PackageVersion
from tongban.directory.models import Citizen, Department, Organisation
from tongban.kit.ids import new_id
from tongban.kit.models import StoredFile
from tongban.kit.vault.fields import SealedJSON, SealedText

UNSIGNED = models.Q(claims__isnull=False, qr__isnull=True, status="producing")


class Certificate(models.Model):
    """One issue of a certificate. `data` holds what the face shows, `code_index` the blind index of the code printed on it.

    A corrected or lost one is issued anew under its number, the earlier issue is then replaced. `claims` is what its QR
    code shall say (CBOR in hexadecimal), `qr` what the sealing process has signed of it.
    """

    class Status(models.TextChoices):
        PRODUCING = "producing"
        IN_FORCE = "in_force"
        REPLACED = "replaced"
        REVOKED = "revoked"
        FORFEITED = "forfeited"
        RETRACTED = "retracted"
        DEREGISTERED = "deregistered"

    id = models.UUIDField(primary_key=True, default=new_id)
    type_code = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    issue = models.PositiveSmallIntegerField(default=1)
    code_index = models.BinaryField(max_length=16)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    package_version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Department, models.PROTECT, related_name="+")
    case = models.UUIDField()  # one case makes at most one certificate of each issue, however often the job runs
    data = SealedJSON("certificate.data")
    claims = SealedText("certificate.claims", null=True)
    qr = SealedText("certificate.qr", null=True)
    issued_on = models.DateField()
    valid_to = models.DateField(null=True)
    status = models.CharField(max_length=14, choices=Status)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sealed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "issue"], name="certificate_issue"),
            models.UniqueConstraint(fields=["case", "issue"], name="certificate_issue_of_case"),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="certificate_unsigned", condition=UNSIGNED),
            models.Index(fields=["citizen", "type_code"], name="certificate_of_citizen"),
            models.Index(fields=["organisation", "type_code"], name="certificate_of_organisation"),
        ]


class RevocationList(models.Model):
    """吊销列表: the newest signed list of issues no longer in force; one row. `wanted` by acts, signed by the sealer."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    wanted = models.BooleanField(default=True)
    serial = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    next_update = models.DateTimeField(null=True)
    signed = models.BinaryField(null=True)
