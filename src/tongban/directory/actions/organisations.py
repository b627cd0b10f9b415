"""Organisations enter the directory by a register's act: the grant that makes them."""

from uuid import UUID

from tongban.directory.models import Mandate, Organisation
from tongban.kit import clock, ledger
from tongban.kit.access import Actor


def register_organisation(
    *, uscc: str, name: str, kind: str, address: str, representative: UUID, by: Actor
) -> Organisation:
    """The organisation with this USCC, and its applicant as representative without end. Idempotent."""
    today = clock.today()
    organisation, made = Organisation.objects.get_or_create(
        uscc=uscc, defaults={"name": name, "kind": kind, "address": address, "valid_from": today}
    )
    Mandate.objects.get_or_create(
        citizen_id=representative,
        organisation=organisation,
        revoked_at=None,
        defaults={"is_representative": True, "packages": ["*"], "valid_from": today},
    )
    if made:
        ledger.act("organisation.registered", actor=by, subject=representative, organisation=str(organisation.id))
    return organisation
