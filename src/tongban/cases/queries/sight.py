"""How much of a case an officer reads: all of it where it lies with them; of a bundle they only take part in, their
own matters, what the applicant said and handed in for these, and no more than the state of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tongban.cases.models import Case, Task
from tongban.cases.queries.cases import visible
from tongban.catalog.queries import implementation_of, package_of
from tongban.engine.path.bundles import told_pointers
from tongban.kit.access import Actor


@dataclass(frozen=True)
class Sight:
    """`cases`: those of the family that are read in whole. The rest counts only where the case itself is not among them:
    pointers and material slots of the viewer's own matters, and the codes of these."""

    whole: bool
    cases: frozenset[UUID]
    pointers: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def question(self, pointer: str) -> bool:
        """Whether a question of the case's form is read: it, what it is part of, or a part of it was told."""
        return self.whole or any(f"{pointer}/".startswith(f"{one}/") or one.startswith(f"{pointer}/")
                                 for one in self.pointers)  # fmt: skip

    def slot(self, slot: str) -> bool:
        """Whether the files of a slot are read: a material, or a question for files by its pointer."""
        return self.whole or (self.question(slot) if slot.startswith("/") else slot in self.slots)

    def item(self, item: Mapping[str, str]) -> bool:
        """Whether an item of the one notice concerns the viewer's matters."""
        if self.whole or "child" in item:
            return self.whole or item["child"] in self.codes
        if "pointer" in item:
            return self.question(item["pointer"])
        return self.slot(item["slot"]) if "slot" in item else True


def sight(viewer: Actor, case: Case, children: Sequence[Case]) -> Sight:
    """What the viewer reads of a case that exists for them. `children`: those of the case, all of them."""
    if not children or _lies_with(viewer, case):
        return Sight(True, frozenset(one.id for one in (case, *children)))
    own_ids = frozenset(visible(viewer).filter(parent=case).values_list("id", flat=True))
    own = [one for one in children if one.id in own_ids]
    told = {child.package: child for child in package_of(case.package_version_id).children}
    return Sight(
        whole=False,
        cases=own_ids,
        pointers=frozenset(
            pointer
            for one in own
            for pointer in told_pointers(told[one.child_code], package_of(one.package_version_id)).values()
        ),
        slots=frozenset(slot for one in own for slot in _slots(one)),
        codes=frozenset(one.child_code for one in own),
    )


def _lies_with(viewer: Actor, case: Case) -> bool:
    if viewer.kind != "officer" or viewer.department in (case.authority_id, case.accepting_body_id):
        return True
    if "government_head" in viewer.roles and any(row.kind == "joint" for row in case.clocks.all()):
        return True
    return Task.objects.filter(case=case, department=viewer.department).exists()


def _slots(case: Case) -> list[str]:
    package, place = package_of(case.package_version_id), implementation_of(case.implementation_version_id)
    return [one.id for one in (*package.service.materials, *place.materials)]


def personal_slots(family: Sequence[Case]) -> frozenset[str]:
    """Slots whose papers are personal data: materials marked so, and questions for files that are."""
    found: set[str] = set()
    for case in family:
        package, place = package_of(case.package_version_id), implementation_of(case.implementation_version_id)
        found |= {one.id for one in (*package.service.materials, *place.materials) if one.personal}
        found |= set(package.form.personal_pointers)
    return frozenset(found)
