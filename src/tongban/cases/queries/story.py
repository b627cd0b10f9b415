"""What has happened: the timeline of a case is a pure reading of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases.models import Case
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Act
from tongban.kit.prepared import prepared

FOR_THE_APPLICANT = (
    "case.submitted", "case.filed", "case.prereviewed", "case.correction_asked", "case.correction_answered", "case.supplemented",
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


@prepared
def _of_bundle(parent: Any) -> QuerySet[Any, Any]:
    return Case.objects.filter(parent_id=parent).values_list("id", flat=True)


@prepared
def _all_acts(cases: Any) -> QuerySet[Act]:
    return Act.objects.filter(case__any=cases).order_by("-at", "-id")[:300]


@prepared
def _acts(cases: Any, kinds: Any) -> QuerySet[Act]:
    return Act.objects.filter(case__any=cases, kind__any=kinds).order_by("-at", "-id")[:300]


def timeline(viewer: Actor, case: Case, *, with_children: bool = True) -> Sequence[Happening]:
    """Newest first. The applicant sees what concerns them; officers see every act, refused attempts too."""
    ids = [case.id, *(_of_bundle(case.id) if with_children else ())]
    acts = _all_acts(ids) if viewer.kind == "officer" else _acts(ids, list(FOR_THE_APPLICANT))
    return [Happening(a.at, a.kind, a.body, a.case, a.actor_kind, a.actor, a.department) for a in acts if a.case]
