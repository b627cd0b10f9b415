"""Officers: accounts made by the system administrator, given rights by the security administrator."""

from typing import ClassVar

from django.db import models

from tongban.kit.hidden_columns import HidesColumns, hiding
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedText


class OfficerManager(models.Manager["Officer"]):
    """Password and seed stay in their columns until signing in asks for them: the worker's role may not read them."""

    def get_queryset(self) -> models.QuerySet["Officer"]:
        return hiding(self.model, self._db)

    def with_secrets(self) -> models.QuerySet["Officer"]:
        """For signing in."""
        return super().get_queryset()


class Officer(HidesColumns):
    """工作人员. `administration` is one of the three administrators (三员), who hold no post and decide no case."""

    class Administration(models.TextChoices):
        SYSTEM = "system"
        SECURITY = "security"
        AUDIT = "audit"

    id = models.UUIDField(primary_key=True, default=new_id)
    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    password = models.CharField(max_length=200, blank=True)
    password_set_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=True)
    totp_seed = SealedText("officer.totp", null=True)
    totp_last_step = models.BigIntegerField(default=0)
    administration = models.CharField(max_length=10, choices=Administration, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    hidden = ("password", "totp_seed")
    objects: ClassVar = OfficerManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.CheckConstraint(condition=~models.Q(login=""), name="officer_login")]


class OldPassword(models.Model):
    """A password an officer had before: only its hash, so that it is not taken again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=200)
    replaced_at = models.DateTimeField()


class OneTimeLink(models.Model):
    """A link that lets one officer set the first password and TOTP, once, before it expires. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="links")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    request = models.ForeignKey("directory.AccountRequest", models.PROTECT, related_name="+", null=True)
