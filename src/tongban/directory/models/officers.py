"""Officers: accounts made by the system administrator, given rights by the security administrator."""

from django.db import models

from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedText


class Officer(models.Model):
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

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(login=""), name="officer_login")]


class OneTimeLink(models.Model):
    """A link that lets one officer set the first password and TOTP, once, before it expires. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="links")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
