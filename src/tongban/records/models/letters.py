"""Letters 文书: each statutory letter, stored as it was issued and never rendered again."""

from django.db import models

from tongban.directory.models import Department
from tongban.kit.ids import new_id
from tongban.kit.models import StoredFile
from tongban.kit.vault.fields import SealedJSON


class Letter(models.Model):
    """`sealed` is set once by the sealing process; `file` is what was given to it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=60, unique=True)
    case = models.UUIDField()
    about = models.UUIDField()  # the row it tells of: one letter of a kind about one row, however often the job runs
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    data = SealedJSON("letter.data")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sealed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "about"], name="letter_once")]
