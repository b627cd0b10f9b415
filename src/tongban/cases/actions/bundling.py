"""Running a bundle: children are filed when the last precondition is met, closed by letter when one fails, and the
parent ends when all have ended. Locks the parent, then its children by id."""

from uuid import UUID

from tongban.cases import bundles, corrections, letters
from tongban.cases.actions.accepting import parent_accepted
from tongban.cases.actions.ending import close_case
from tongban.cases.actions.submitting import add_revision, file_now, place_materials
from tongban.cases.models import Case, Outcome
from tongban.cases.step import Work, step
from tongban.engine.package.parts import Child
from tongban.engine.path import bundles as law
from tongban.kit.access import SYSTEM


def look_again(parent_id: UUID) -> None:
    """Does what the state of the children asks for; nothing if it asks for nothing. Idempotent."""
    with step(parent_id, actor=SYSTEM, verb="bundle") as parent:
        if parent.case.station == "close":
            return
        siblings = {case.child_code: case for case in parent.locked_children()}
        if any(case.reason == "waiting" for case in siblings.values()):
            _look_at_waiting(parent, siblings)
        parent_accepted(parent, siblings.values())
        corrections.end_for_bundle(parent, siblings.values())
        if all(case.station == "close" for case in siblings.values()):
            outcome = law.parent_outcome([case.outcome for case in siblings.values()])
            close_case(parent, outcome)


def _look_at_waiting(parent: Work, siblings: dict[str, Case]) -> None:
    made = bundles.made_by(siblings)
    for child in parent.package.children:
        case = siblings.get(child.package)
        if case is None or case.station != "submit" or case.reason != "waiting":
            continue
        seen = bundles.as_seen(siblings, made)  # anew: what closes a child may close those that need it
        if law.has_failed(child, seen):
            _close_waiting(parent.beside(case))
        elif law.is_open_to(child, seen):
            _file(parent, case, child, siblings, made)


def _file(parent: Work, case: Case, child: Child, siblings: dict[str, Case], made: bundles.Made) -> None:
    """The last precondition is met: what the sibling's result says enters the answers, and the clocks begin."""
    work = parent.beside(case)
    maker = next((one for one in siblings.values() if one.organisation_id and not parent.case.organisation_id), None)
    if maker is not None:
        case.organisation_id = maker.organisation_id
    answers = bundles.filled(child, work.revision.answers, made, case)
    previous = work.revision
    handed_in: dict[str, tuple[UUID, ...]] = {}
    for row in previous.materials.all():
        if row.material_id is not None:
            handed_in[row.slot] = (*handed_in.get(row.slot, ()), row.material_id)
    case.current = add_revision(case, answers)
    place_materials(case, handed_in, work.package)
    file_now(work, bundles.met_on(child, siblings) or work.today)
    letters.ask(work, "receipt", case.current.id)
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
