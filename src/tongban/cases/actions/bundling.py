"""Running a bundle: children are filed when the last precondition is met, closed by letter when one fails, and the
parent ends when all have ended. Locks the parent, then its children by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import prefetch_related_objects

from tongban.cases import bundles, corrections, letters
from tongban.cases.actions.accepting import parent_accepted
from tongban.cases.actions.ending import close_case
from tongban.cases.actions.submitting import file_now
from tongban.cases.checking import Held, held_for
from tongban.cases.models import Case, Clock, Outcome, Revision, RevisionMaterial, Task
from tongban.cases.revisions import revise
from tongban.cases.step import Work, step
from tongban.engine.package.parts import Child
from tongban.engine.path import bundles as law
from tongban.engine.path.filing import Offer
from tongban.kit import rows
from tongban.kit.access import SYSTEM


def look_again(parent_id: UUID) -> None:
    """Does what the state of the children asks for; nothing if it asks for nothing. Idempotent."""
    with step(parent_id, actor=SYSTEM, verb="bundle") as parent:
        if parent.case.station == "close":
            return
        siblings = {case.child_code: case for case in parent.locked_children()}
        if any(case.reason == "waiting" for case in siblings.values()):
            with rows.together(Revision, RevisionMaterial, Clock, Task):
                _look_at_waiting(parent, siblings)
        parent_accepted(parent, siblings.values())
        corrections.end_for_bundle(parent, siblings.values())
        if all(case.station == "close" for case in siblings.values()):
            outcome = law.parent_outcome([case.outcome for case in siblings.values()])
            close_case(parent, outcome)


def _look_at_waiting(parent: Work, siblings: dict[str, Case]) -> None:
    made = bundles.made_by(siblings)
    waiting = [one for one in siblings.values() if one.station == "submit" and one.reason == "waiting"]
    prefetch_related_objects(waiting, "current__materials")
    known = None
    for child in parent.package.children:
        case = siblings.get(child.package)
        if case not in waiting:
            continue
        seen = bundles.as_seen(siblings, made)  # anew: what closes a child may close those that need it
        if law.has_failed(child, seen):
            _close_waiting(parent.beside(case))
        elif law.is_open_to(child, seen):
            known = known or _known(parent, siblings, waiting, made)
            _file(parent.beside(case), child, known)


@dataclass(frozen=True)
class _Known:
    """What the siblings' results say to the children that are about to be filed."""

    organisation: UUID | None
    made: bundles.Made
    issued: Mapping[str, date]
    held: Held


def _known(parent: Work, siblings: dict[str, Case], waiting: list[Case], made: bundles.Made) -> _Known:
    case = parent.case
    firm = case.organisation_id or next((one.organisation_id for one in siblings.values() if one.organisation_id), None)
    matters = [Offer(one.package, one.implementation) for one in map(parent.beside, waiting)]
    return _Known(firm, made, bundles.issued_on(siblings), held_for(matters, case.citizen_id, firm))


def _file(work: Work, child: Child, known: _Known) -> None:
    """The last precondition is met: what the sibling's result says enters the answers, and the clocks begin."""
    case = work.case
    case.organisation_id = known.organisation
    answers = bundles.filled(child, work.revision.answers, known.made, case)
    handed_in: dict[str, tuple[UUID, ...]] = {}
    for row in work.revision.materials.all():
        if row.material_id is not None:
            handed_in[row.slot] = (*handed_in.get(row.slot, ()), row.material_id)
    revise(case, answers, handed_in, work.package, known.held)
    file_now(work, bundles.met_on(child, known.issued) or work.today)
    letters.ask(work, "receipt", work.revision.id)
    case.version += 1
    case.save_changes()


def _close_waiting(work: Work) -> None:
    """What it needed was not granted: told by letter, never filed, no decision of this authority."""
    case = work.case
    case.ending_note = {"reason": "precondition"}
    letters.ask(work, "termination")
    close_case(work, Outcome.NOT_FILED)
    case.version += 1
    case.save_changes()
