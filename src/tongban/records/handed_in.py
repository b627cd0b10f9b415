"""Materials that have been uploaded, asked before they enter a case."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q

from tongban.kit.access import Actor
from tongban.records.models import Material


def are_own(actor: Actor, slot: str, ids: Sequence[UUID]) -> bool:
    """Whether all of them were uploaded for this slot by the person or the organisation acted for, and none is in quarantine."""
    whose = {"citizen": actor.id} if actor.kind == "citizen" else {}
    rows = Material.objects.filter(pk__in=ids, organisation=actor.on_behalf_of, slot=slot, **whose)
    return rows.exclude(scan=Material.Scan.QUARANTINED).count() == len(set(ids)) == len(ids)


def usable(ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the materials that exist and are not in quarantine."""
    if not ids:
        return frozenset()
    rows = Material.objects.filter(pk__in=ids).exclude(scan=Material.Scan.QUARANTINED)
    return frozenset(rows.values_list("pk", flat=True))


def fit_to_answer(ids: Collection[str], slot: str, *, citizen: UUID | None, organisation: UUID | None) -> bool:
    """Whether all were uploaded for this question by the applicant, person or organisation, and none is in quarantine."""
    owner = Q(citizen=citizen, citizen__isnull=False) | Q(organisation=organisation, organisation__isnull=False)
    rows = Material.objects.filter(owner, pk__in=ids, slot=slot).exclude(scan=Material.Scan.QUARANTINED)
    return rows.count() == len(set(ids)) == len(ids)
