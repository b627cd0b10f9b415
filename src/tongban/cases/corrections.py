"""The open correction of a case; in a bundle it lies with the parent, and ends when no child waits for its answer."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tongban.cases.models import Case, Correction, RevisionMaterial
from tongban.cases.step import Work
from tongban.cases.telling import question
from tongban.catalog.queries import package_of
from tongban.engine.pointers import get
from tongban.kit.prepared import prepared


def open_one(work: Work) -> Correction | None:
    """What was told and is still waited for; of a child, what was told on its parent."""
    found: Correction | None = _open.first(work.case.parent_id or work.case.id)
    return found


@prepared
def _open(case: Any) -> QuerySet[Correction]:
    return Correction.objects.filter(case_id=case, answered_on__isnull=True).order_by("pk")


def has_lapsed(row: Correction | None, today: date) -> bool:
    """Whether the time the notice told is over, even if the clock has not come round to ending the case."""
    return row is not None and row.lapses_on is not None and row.lapses_on < today


def end(work: Work) -> None:
    """Nothing is waited for any more: the case was accepted or has ended."""
    work.case.corrections.filter(answered_on__isnull=True).update(answered_on=work.today)


def end_for_bundle(parent: Work, children: Iterable[Case]) -> None:
    """The one correction of a bundle ends when no child that it is about can still be corrected."""
    row = open_one(parent)
    before = [one for one in children if one.station == "submit"]
    if row is None or any(one.reason == "correction" or one.child_code in row.told for one in before):
        return
    end(parent)
    if parent.case.reason == "correction":
        parent.move(parent.case.station)


def handed_in(case: Case) -> set[tuple[str, UUID]]:
    """Slot and material of all that was uploaded; what a bundle was given lies with its children."""
    children = Q(revision__case__parent=case, revision=F("revision__case__current"))
    own = Q(revision=case.current_id) | children & ~Q(
        slot__startswith="/"
    )  # its own questions hold what they were given
    rows = RevisionMaterial.objects.filter(own, material__isnull=False)
    return set(rows.values_list("slot", "material_id"))


def unchanged(
    row: Correction, case: Case, answers: Mapping[str, Any], materials: Mapping[str, Iterable[UUID]], asked: set[str]
) -> list[int]:
    """Places in the notice's items that this answer leaves as they were: the same answer, no new file in the slot.

    `asked`: the slots in which the case still wants a file. An item that names neither is for people to judge.
    """
    assert case.current is not None
    before, stood = handed_in(case), case.current.answers
    form = package_of(case.package_version_id)

    def same(item: Mapping[str, str]) -> bool:
        if slot := item.get("slot", ""):
            return slot in asked and all((slot, one) in before for one in materials.get(slot, ()))
        pointer = item.get("pointer", "")
        return question(form, pointer) is not None and get(answers, pointer) == get(stood, pointer)

    return [place for place, item in enumerate(row.items) if same(item)]
