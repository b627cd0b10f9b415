"""What a service can be found by."""

from django.db import models

from tongban.catalog.models.implementations import Implementation
from tongban.kit.ids import new_id


class SearchPhrase(models.Model):
    """A name, a phrase citizens use, a theme, a department; written in the transaction of the publication."""

    id = models.UUIDField(primary_key=True, default=new_id)
    implementation = models.ForeignKey(Implementation, models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=200)
    weight = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["implementation"], name="phrase_of_implementation")]
