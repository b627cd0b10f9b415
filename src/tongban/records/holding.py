"""Letters, certificates and materials for whoever may see the case they belong to: the caller has asked that before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tongban.kit.access import Actor, NotAllowed
from tongban.kit.prepared import prepared
from tongban.records.models import Certificate, Letter, Material


def letters_of(cases: Sequence[UUID]) -> list[Letter]:
    """All letters of these cases, the newest first."""
    return _letters_of(list(cases))


@prepared
def _letters_of(cases: Any) -> QuerySet[Letter]:
    return Letter.objects.filter(case__any=cases).select_related("department", "sealed").order_by("-created_at")


def letter(letter_id: UUID) -> Letter:
    """One letter. NotAllowed where there is none."""
    found = Letter.objects.select_related("sealed").filter(pk=letter_id).first()
    if found is None:
        raise NotAllowed("no-such-letter")
    return found


def is_result(letter: Letter) -> bool:
    """Whether the letter is what the case ends with: a decision that no certificate goes with."""
    return letter.kind.startswith("decision-") and not Certificate.objects.filter(case=letter.case).exists()


def certificates_of(cases: Sequence[UUID]) -> list[Certificate]:
    """The certificates these cases made, with their sealed files."""
    return _certificates_of(list(cases))


@prepared
def _certificates_of(cases: Any) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(case__any=cases).select_related("authority", "sealed", "package_version")
    return rows.order_by("issued_on", "id")


def certificate(certificate_id: UUID) -> Certificate:
    """One certificate. NotAllowed where there is none."""
    rows = Certificate.objects.select_related("authority", "sealed", "citizen", "organisation")
    found = rows.defer("citizen__password").filter(pk=certificate_id).first()
    if found is None:
        raise NotAllowed("no-such-certificate")
    return found


def own_material(viewer: Actor, material_id: UUID) -> Material:
    """A material the viewer handed in, for themselves or the organisation they act for; never one in quarantine."""
    mine = Q(citizen=viewer.id) | Q(organisation=viewer.on_behalf_of) if viewer.on_behalf_of else Q(citizen=viewer.id)
    rows = Material.objects.filter(mine, pk=material_id).exclude(scan=Material.Scan.QUARANTINED)
    found = rows.select_related("file").first() if viewer.kind in ("citizen", "machine") else None
    if found is None:
        raise NotAllowed("no-such-material")
    return found
