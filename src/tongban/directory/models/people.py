"""Citizens, organisations, and who acts for whom."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.directory.models.validity import Valid
from tongban.kit import viewer
from tongban.kit.hidden_columns import HidesColumns, hiding
from tongban.kit.ids import new_id
from tongban.kit.vault import blind_index
from tongban.kit.vault.fields import SealedText


class CitizenManager(BaseUserManager["Citizen"]):
    """Exact look-ups through blind indexes. The password is left in its column until somebody asks for it: only the
    public site's role may read it."""

    def get_queryset(self) -> models.QuerySet["Citizen"]:
        return hiding(self.model, self._db)

    def with_password(self) -> models.QuerySet["Citizen"]:
        """For signing in."""
        return super().get_queryset()

    def _with(self, column: str, label: str, value: str) -> "Citizen | None":
        index = blind_index(label, value)
        viewer.seek(index)
        return self.filter(**{column: index}).first()

    def with_phone(self, phone: str) -> "Citizen | None":
        """The citizen whose verified or registered mobile number this is."""
        return self._with("phone_index", "citizen.phone", phone)

    def with_email(self, email: str) -> "Citizen | None":
        """The citizen with this e-mail address, letter case ignored."""
        return self._with("email_index", "citizen.email", email.strip().lower())

    def with_citizen_id(self, number: str) -> "Citizen | None":
        """The citizen with this citizen identity number."""
        return self._with("citizen_id_index", "citizen.citizen_id", number)

    def get_by_natural_key(self, username: str | None) -> "Citizen":
        if username is None:
            raise self.model.DoesNotExist
        return self.get(pk=username)


class Citizen(HidesColumns, AbstractBaseUser):
    """自然人 account. No staff or superuser flag exists. All that identifies a person is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = SealedText("citizen.name", null=True)
    phone = SealedText("citizen.phone", null=True)
    phone_index = models.BinaryField(max_length=16, null=True, unique=True)
    phone_verified = models.BooleanField(default=False)
    email = SealedText("citizen.email", null=True)
    email_index = models.BinaryField(max_length=16, null=True, unique=True)
    citizen_id = SealedText("citizen.citizen_id", null=True)
    citizen_id_index = models.BinaryField(max_length=16, null=True, unique=True)
    assurance_level = models.PositiveSmallIntegerField(default=1)  # 1 phone, 2 name and number checked, 3 face
    password = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    notice_channel = models.CharField(max_length=5, db_default="sms", default="sms")  # or email
    notice_language = models.CharField(
        max_length=10, blank=True, db_default="", default=""
    )  # blank: that of the site as last used
    wants_optional_notices = models.BooleanField(db_default=True, default=True)  # those that no law asks for
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    hidden = ("password",)
    objects: ClassVar = CitizenManager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.pk)

    def set_phone(self, phone: str | None, *, verified: bool = False) -> None:
        """Sets the number and its blind index together."""
        self.phone, self.phone_verified = phone, verified and bool(phone)
        self.phone_index = blind_index("citizen.phone", phone) if phone else None

    def set_email(self, email: str | None) -> None:
        """Sets the address and its blind index together."""
        self.email = email
        self.email_index = blind_index("citizen.email", email.strip().lower()) if email else None

    def set_citizen_id(self, number: str | None) -> None:
        """Sets the identity number and its blind index together."""
        self.citizen_id = number
        self.citizen_id_index = blind_index("citizen.citizen_id", number) if number else None


class Organisation(Valid):
    """法人和其他组织: companies, individual businesses, institutions. Public facts of a public register, not sealed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [Valid.in_order("organisation_dates")]


class Mandate(Valid):
    """授权: a person acts for an organisation. `packages` lists what for; "*" is everything (a representative)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    is_representative = models.BooleanField(default=False)
    packages = ArrayField(models.CharField(max_length=80), default=list)
    granted_by = models.ForeignKey(Citizen, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            Valid.in_order("mandate_dates"),
            models.UniqueConstraint(
                fields=["citizen", "organisation"], condition=Q(revoked_at__isnull=True), name="one_mandate_in_force"
            ),
        ]


class Invitation(models.Model):
    """授权邀请: a representative names a mobile number; whoever proves that number may accept. It does not tell the
    representative whether the number has an account."""

    class Answer(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(Citizen, models.PROTECT, related_name="+")
    phone = SealedText("invitation.phone")
    phone_index = models.BinaryField(max_length=16)
    packages = ArrayField(models.CharField(max_length=80), default=list)
    valid_to = models.DateField(null=True, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["phone_index"], name="open_invitation", condition=Q(answer="open"))]
