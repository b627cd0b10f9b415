"""Materials an organisation's own client has uploaded, asked before they enter a case."""

from collections.abc import Sequence
from uuid import UUID

from tongban.kit.access import Actor
from tongban.records.models import Material


def are_own(actor: Actor, slot: str, ids: Sequence[UUID]) -> bool:
    """Whether all of them were uploaded for this slot by the organisation acted for, and none is in quarantine."""
    rows = Material.objects.filter(pk__in=ids, organisation=actor.on_behalf_of, slot=slot)
    return rows.exclude(scan=Material.Scan.QUARANTINED).count() == len(set(ids)) == len(ids)
