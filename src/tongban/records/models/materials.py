"""Materials: what a person handed in, kept once and usable again."""

from django.db import models

from tongban.directory.models import Citizen, Organisation
from tongban.kit.ids import new_id
from tongban.kit.models import StoredFile
from tongban.kit.vault.fields import SealedText


class Material(models.Model):
    """材料: one file in one slot. Never changed: a better file is another material."""

    class Scan(models.TextChoices):
        CLEAN = "clean"
        UNSCANNED = "unscanned"
        QUARANTINED = "quarantined"

    id = models.UUIDField(primary_key=True, default=new_id)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    slot = models.CharField(max_length=60)
    name = SealedText("material.name")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    scan = models.CharField(max_length=12, choices=Scan)
    created_at = models.DateTimeField()
