"""What has happened: the timeline of a case is a pure reading of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongban.cases.models import Case
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Act

FOR_THE_APPLICANT = (
    "case.submitted", "case.filed", "case.prereviewed", "case.correction_asked", "case.correction_answered",
    "case.accepted", "case.suspended", "case.resumed", "case.extended", "case.decided", "certificate.issued",
    "case.delivered", "case.closed", "case.rated", "handover.asked", "handover.answered",
)  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """One fact, to be put into words by the faces."""

    at: datetime
    kind: str
    body: dict[str, Any]
    case: UUID
    actor_kind: str
    actor: UUID | None
    department: UUID | None


def timeline(viewer: Actor, case: Case, *, with_children: bool = True) -> Sequence[Happening]:
    """Newest first. The applicant sees what concerns them; officers see every act, refused attempts too."""
    ids = [case.id]
    if with_children:
        ids += Case.objects.filter(parent=case).values_list("id", flat=True)
    wanted = Q() if viewer.kind == "officer" else Q(kind__in=FOR_THE_APPLICANT)
    acts = Act.objects.filter(wanted, case__in=ids).order_by("-at", "-id")[:300]
    return [Happening(a.at, a.kind, a.body, a.case, a.actor_kind, a.actor, a.department) for a in acts if a.case]
