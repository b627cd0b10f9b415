"""Clients of the API: programs of an organisation, and apps that act for the persons who consent."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.directory.models.people import Citizen, Organisation
from tongban.kit.hidden_columns import HidesColumns, hiding
from tongban.kit.ids import new_id


class MachineClientManager(models.Manager["MachineClient"]):
    """The hash of the secret is read only where a token is given out (the public site)."""

    def get_queryset(self) -> models.QuerySet["MachineClient"]:
        return hiding(self.model, self._db)


class MachineClient(HidesColumns):
    """接口调用方. The secret is shown once; its SHA-256 is kept (it is 256 random bits, so no slow hash is needed).

    One with `redirect_uris` is an app: it acts for persons by their consent and never for itself. One that cannot
    keep a secret (on a telephone) is not confidential.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    secret_hash = models.BinaryField(max_length=32)
    is_active = models.BooleanField(default=True)
    redirect_uris = ArrayField(models.CharField(max_length=500), default=list, db_default=[])
    is_confidential = models.BooleanField(default=True, db_default=True)

    hidden = ("secret_hash",)
    objects: ClassVar = MachineClientManager()

    class Meta:
        base_manager_name = "objects"

    @property
    def client_id(self) -> str:
        """As OAuth names it."""
        return str(self.id)


class AccessToken(models.Model):
    """A bearer token of a machine client; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    client = models.ForeignKey(MachineClient, models.CASCADE, related_name="tokens")
    token_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()


class Consent(models.Model):
    """应用授权: a person lets an app do something in their name, or for an organisation they act for, until they end it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="+")
    client = models.ForeignKey(MachineClient, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40))
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "client", "organisation"], condition=models.Q(ended_at__isnull=True),
                name="one_consent_in_force", nulls_distinct=False,
            )
        ]  # fmt: skip


class ConsentKey(models.Model):
    """What an app proves a consent with: a code, used once, then an access token and the refresh token beside it
    (RFC 6749). Only hashes are kept; what was used stays until it would have ended, so that a second use is known."""

    class Kind(models.TextChoices):
        CODE = "code"
        ACCESS = "access"
        REFRESH = "refresh"

    id = models.UUIDField(primary_key=True, default=new_id)
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=7, choices=Kind)
    key_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    redirect_uri = models.CharField(max_length=500, blank=True)
    challenge = models.CharField(max_length=128, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
