"""The case 办件: one legal state (its station), one writer at a time (row lock, and `version` for the pages)."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models

from tongban.catalog.models import ImplementationVersion, PackageVersion
from tongban.directory.models import Citizen, Department, Organisation, Region
from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedJSON, SealedText


class Station(models.TextChoices):
    """The stations of the one path; reason `waiting` at `submit` is a child that is not yet filed."""

    SUBMIT = "submit"
    WORK = "work"
    DECIDE = "decide"
    ISSUE = "issue"
    DELIVER = "deliver"
    CLOSE = "close"


class Outcome(models.TextChoices):
    """How a case ended, in the words of domain.md §2.3."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    TERMINATED = "terminated"
    NOT_FILED = "not_filed"


CHANGED_BY_ACTS = (
    "station", "reason", "outcome", "proposal", "ending_note", "organisation_id", "current_id", "version", "filed_on",
    "accepted_on", "deemed", "decided_at", "closed_at",
)  # fmt: skip


class Case(models.Model):
    """`reason` refines the station for the status shown: prereviewed, correction, suspended, reconsider, …"""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_no = models.CharField(max_length=50, unique=True)
    query_code = SealedText("case.query_code")
    query_code_index = models.BinaryField(max_length=16)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    child_code = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    implementation_version = models.ForeignKey(ImplementationVersion, models.PROTECT, related_name="+")
    package_version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Department, models.PROTECT, related_name="+")
    accepting_body = models.ForeignKey(Department, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16)
    station = models.CharField(max_length=10, choices=Station)
    reason = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    proposal = models.CharField(max_length=20, blank=True)
    by_commitment = models.BooleanField(default=False)
    ending_note = SealedJSON("case.ending_note", null=True)  # reason, ground: what the closing letter says
    current = models.ForeignKey("cases.Revision", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField()
    filed_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    deemed = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    as_read: dict[str, Any]  # of a row that was read: the columns that acts change

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "child_code"], condition=models.Q(parent__isnull=False), name="child_once"
            ),
            models.CheckConstraint(
                condition=models.Q(citizen__isnull=False) | models.Q(organisation__isnull=False), name="case_applicant"
            ),
            models.CheckConstraint(
                condition=models.Q(station="close") ^ models.Q(outcome="", closed_at__isnull=True),
                name="case_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["citizen", "-id"], name="case_of_citizen", condition=models.Q(parent__isnull=True)),
            models.Index(
                fields=["organisation", "-id"], name="case_of_organisation", condition=models.Q(parent__isnull=True)
            ),
            models.Index(fields=["authority", "station", "id"], name="case_of_authority"),
        ]

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:
        """A row that remembers how it stood: an act writes what it has changed, and a role may write some of it only."""
        row = super().from_db(db, field_names, values, **how)
        row.as_read = {name: row.__dict__.get(name) for name in CHANGED_BY_ACTS}
        return row

    def save_changes(self) -> None:
        """Writes the columns that no longer stand as they were read."""
        self.save(update_fields=[name for name, value in self.as_read.items() if self.__dict__.get(name) != value])


class SubmissionKey(models.Model):
    """A form token or Idempotency-Key: the same key gives the same case, with other content it is refused."""

    id = models.UUIDField(primary_key=True, default=new_id)
    owner = models.UUIDField()
    key = models.CharField(max_length=100)
    content_hash = models.BinaryField(max_length=32)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="submitted_once")]


class QueryThrottle(models.Model):
    """Look-ups by number, counted in the database for each origin and minute."""

    origin = models.BinaryField(max_length=16)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "minute"], name="throttle_row")]
