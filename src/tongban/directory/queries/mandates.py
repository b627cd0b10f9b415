"""Who acts for which organisation, in what, until when. Asked again at every act (民法典 161 to 165)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tongban.directory.models import Citizen, Invitation, MachineClient, Mandate, Organisation
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.prepared import prepared

EVERYTHING = "*"


def organisations_of(citizen: Citizen | UUID, day: date) -> list[Mandate]:
    """The mandates of a person in force on `day`, with their organisations, those as representative first."""
    return _held_by(_id(citizen), day)


@prepared
def _held_by(citizen: Any, day: Any) -> QuerySet[Mandate]:
    rows = _in_force(day).filter(citizen_id=citizen, organisation__in=_existing(day)).select_related("organisation")
    return rows.order_by("-is_representative", "organisation__name")


def mandate_in_force(
    citizen: Citizen | UUID, organisation: UUID, package_code: str | None, day: date
) -> Mandate | None:
    """The mandate that lets a person act for an organisation in one package on `day` (None: in anything at all)."""
    mandate: Mandate | None = _mandates.first(_id(citizen), organisation, day)
    if mandate is None or package_code is None or covers(mandate, package_code):
        return mandate
    return None


@prepared
def _mandates(citizen: Any, organisation: Any, day: Any) -> QuerySet[Mandate]:
    rows = _in_force(day).filter(citizen_id=citizen, organisation_id=organisation, organisation__in=_existing(day))
    return rows.select_related("organisation").order_by("pk")


def represents(citizen: UUID, organisation: UUID, day: date) -> bool:
    """Whether a person, of whom the one who asks may see nothing else, represents an organisation on `day`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT directory_represents(%s, %s, %s)", [citizen, organisation, day])
        return bool(cursor.fetchone()[0])


def covers(mandate: Mandate, package_code: str) -> bool:
    """Whether the mandate is for this package: a representative's is for all."""
    return is_general(mandate) or package_code in mandate.packages


def is_general(mandate: Mandate) -> bool:
    """Whether the mandate is for every matter of the organisation."""
    return mandate.is_representative or EVERYTHING in mandate.packages


def may_act_for(actor: Actor, package_code: str | None, day: date) -> bool:
    """Whether the actor may act now as they claim: for themselves always, for an organisation by mandate or client.

    Without a package: in anything at all.
    """
    if actor.on_behalf_of is None:
        return True
    if actor.id is None:
        return False
    if actor.kind == "citizen":
        return mandate_in_force(actor.id, actor.on_behalf_of, package_code, day) is not None
    if actor.kind == "machine":
        clients = MachineClient.objects.filter(pk=actor.id, is_active=True, organisation_id=actor.on_behalf_of)
        return clients.filter(organisation__in=_existing(day)).exists()
    return False


def had_mandate(citizen: UUID, organisation: UUID) -> bool:
    """Whether the citizen has ever held a mandate of the organisation, in force or ended."""
    return Mandate.objects.filter(citizen_id=citizen, organisation_id=organisation).exists()


def agents_of(organisation: UUID, day: date) -> list[Mandate]:
    """Mandates of an organisation in force on `day`, with their holders."""
    rows = (
        _in_force(day)
        .filter(organisation_id=organisation)
        .select_related("citizen", "organisation")
        .defer("citizen__password")
    )
    return list(rows.order_by("-is_representative", "valid_from", "pk"))


def open_invitations(organisation: UUID) -> list[Invitation]:
    """What a representative has offered and nobody has answered yet."""
    now = clock.now()
    rows = Invitation.objects.filter(organisation_id=organisation, answer=Invitation.Answer.OPEN, expires_at__gt=now)
    return list(rows.order_by("invited_at"))


def invitations_for(citizen: Citizen) -> list[Invitation]:
    """What is offered to a person who has proved the number it was offered to."""
    if not citizen.phone_verified or citizen.phone_index is None:
        return []
    rows = Invitation.objects.filter(
        phone_index=bytes(citizen.phone_index), answer=Invitation.Answer.OPEN, expires_at__gt=clock.now()
    )
    return list(rows.select_related("organisation").order_by("invited_at"))


def _in_force(day: date):  # type: ignore[no-untyped-def]
    return Mandate.objects.valid_on(day).filter(revoked_at__isnull=True, citizen__is_active=True)


def _existing(day: date):  # type: ignore[no-untyped-def]
    return Organisation.objects.valid_on(day)


def _id(citizen: Citizen | UUID) -> UUID:
    return citizen if isinstance(citizen, UUID) else citizen.id
