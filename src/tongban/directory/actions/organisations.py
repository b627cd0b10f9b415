"""Organisations enter the directory by a register's act: the grant that makes them. One that exists is made by nobody."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.directory.actions.mandates import make_representative
from tongban.directory.models import Citizen, Organisation
from tongban.kit import clock, ledger
from tongban.kit.access import Actor


class OrganisationExists(ValueError):
    """The code belongs to an organisation already; a registration gives nobody a right over it."""


def register_organisation(
    *,
    uscc: str,
    name: str,
    kind: str,
    by: Actor,
    address: str = "",
    representative: UUID | None = None,
    since: date | None = None,
) -> Organisation:
    """A new organisation, and who represents it without end. Raises OrganisationExists, NotAllowed."""
    first_day = since or clock.today()
    with transaction.atomic():
        organisation, made = Organisation.objects.get_or_create(
            uscc=uscc, defaults={"name": name, "kind": kind, "address": address, "valid_from": first_day}
        )
        if not made:
            raise OrganisationExists(uscc)
        ledger.act("organisation.registered", actor=by, subject=representative, organisation=str(organisation.id))
        if representative is not None:
            make_representative(Citizen.objects.get(pk=representative), organisation, by=by, since=first_day)
    return organisation
