"""What an opinion or a decision rests on: the answers that the page shows, and of the papers those that were opened.

Opened is what the ledger knows as read by one of the officers who give it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from tongban.cases.attaching import is_question
from tongban.cases.models import RevisionMaterial
from tongban.cases.step import Work
from tongban.kit.ledger.models import Access


@dataclass(frozen=True)
class Basis:
    """`everything`: all answers, with the files among them, and materials of the revision: what stands beside the task.
    `unopened`: those with a file that none of the officers has opened, in the case or in its bundle."""

    everything: tuple[str, ...]
    unopened: frozenset[str]

    def opened(self, chosen: Iterable[str] | None = None) -> list[str]:
        """What was chosen, or everything, but nothing that was not opened."""
        return [one for one in (self.everything if chosen is None else chosen) if one not in self.unopened]


def basis(work: Work, readers: Collection[UUID]) -> Basis:
    """For these officers, in one statement. A certificate on file is no file: its number and state are on the page."""
    here = [one for one in (work.case.id, work.case.parent_id) if one is not None]
    looks = Access.objects.annotate(paper=KeyTextTransform("material", "body")).filter(
        kind="material.read", case__in=here, actor__in=list(readers), paper=Cast(OuterRef("material_id"), TextField())
    )
    rows = RevisionMaterial.objects.filter(revision_id=work.revision.id)
    papers = list(rows.values_list("slot", Q(material=None) | Exists(looks)))
    slots = sorted({place(slot) for slot, _ in papers if not is_question(slot)})
    return Basis(
        (*(f"/{name}" for name in work.revision.answers), *slots),
        frozenset(place(slot) for slot, is_open in papers if not is_open),
    )


def relied_on(work: Work, chosen: Sequence[str] | None, readers: Collection[UUID]) -> list[str]:
    """What is written down of what was chosen, or by default of everything."""
    return basis(work, readers).opened(chosen)


def place(slot: str) -> str:
    """How a slot of a revision is named: a question of the form by its pointer, a paper as "material:<slot>"."""
    return slot if is_question(slot) else f"material:{slot}"
