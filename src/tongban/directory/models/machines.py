"""Machine clients of the API: client credentials bound to an organisation and scopes."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.directory.models.people import Organisation
from tongban.kit.hidden_columns import HidesColumns, hiding
from tongban.kit.ids import new_id


class MachineClientManager(models.Manager["MachineClient"]):
    """The hash of the secret is read only where a token is given out (the public site)."""

    def get_queryset(self) -> models.QuerySet["MachineClient"]:
        return hiding(self.model, self._db)


class MachineClient(HidesColumns):
    """接口调用方. The secret is shown once; its SHA-256 is kept (it is 256 random bits, so no slow hash is needed)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    secret_hash = models.BinaryField(max_length=32)
    is_active = models.BooleanField(default=True)

    hidden = ("secret_hash",)
    objects: ClassVar = MachineClientManager()

    class Meta:
        base_manager_name = "objects"


class AccessToken(models.Model):
    """A bearer token of a machine client; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    client = models.ForeignKey(MachineClient, models.CASCADE, related_name="tokens")
    token_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
