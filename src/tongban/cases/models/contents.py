"""What a case says: drafts that change, revisions that never do."""

from django.db import models

from tongban.cases.models.case import Case
from tongban.catalog.models import ImplementationVersion, PackageVersion
from tongban.directory.models import Citizen, Organisation
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON
from tongban.records.models import Material


class Draft(models.Model):
    """暂存: owner only, saved on every page, purged after a time. For a correction it names the case it mends."""

    id = models.UUIDField(primary_key=True, default=new_id)
    citizen = models.ForeignKey(Citizen, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    officer = models.UUIDField(null=True)  # the counter officer who files for a walk-in citizen
    implementation_version = models.ForeignKey(ImplementationVersion, models.PROTECT, related_name="+")
    package_version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    corrects = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    answers = SealedJSON("draft.answers")  # with /scenario
    by_commitment = models.BooleanField(default=False)
    done_pages = models.JSONField(default=list)
    channel = models.CharField(max_length=16)
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True)  # when the owner was told that it ends

    class Meta:
        indexes = [models.Index(fields=["citizen", "-updated_at"], name="draft_of_citizen")]


class DraftMaterial(models.Model):
    """A file put into a slot of a draft."""

    id = models.UUIDField(primary_key=True, default=new_id)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="materials")
    slot = models.CharField(max_length=60)
    material = models.ForeignKey(Material, models.PROTECT, related_name="+")


class Revision(models.Model):
    """Answers and materials as they stood at submission or after a correction. Immutable (no UPDATE is granted)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    answers = SealedJSON("revision.answers")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="revision_number")]


class RevisionMaterial(models.Model):
    """A material of a revision: uploaded, or a certificate on file that made uploading unnecessary (免提交)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="materials")
    slot = models.CharField(max_length=60)
    material = models.ForeignKey(Material, models.PROTECT, null=True, related_name="+")
    certificate = models.ForeignKey("records.Certificate", models.PROTECT, null=True, related_name="+")
