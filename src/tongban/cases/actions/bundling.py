"""Running a bundle: children are filed when the last precondition is met, closed by letter when one fails, and the
parent ends when all have ended. Locks the parent, then its children by id."""

from uuid import UUID

from tongban.cases import bundles, corrections, letters
from tongban.cases.actions.accepting import parent_accepted
from tongban.cases.actions.ending import close_case
from tongban.cases.actions.submitting import add_revision, file_now, place_materials
from tongban.cases.models import Case, Outcome
from tongban.cases.step import Work, step
from tongban.engine.path.bundles import parent_outcome
from tongban.kit.access import SYSTEM


def look_again(parent_id: UUID) -> None:
    """Does what the state of the children asks for; nothing if it asks for nothing. Idempotent."""
    with step(parent_id, actor=SYSTEM, verb="bundle") as parent:
        if parent.case.station == "close":
            return
        rows = Case.objects.select_for_update(of=("self",)).select_related("current", "organisation")
        siblings = {case.child_code: case for case in rows.filter(parent=parent.case).order_by("id")}
        for child in parent.package.children:
            case = siblings.get(child.package)
            if case is None or case.station != "submit" or case.reason != "waiting":
                continue
            if bundles.has_failed(child, siblings):
                _close_waiting(case)
            elif bundles.is_open_to(child, siblings):
                _file(parent, case, siblings)
        parent_accepted(parent, siblings.values())
        corrections.end_for_bundle(parent, siblings.values())
        if all(case.station == "close" for case in siblings.values()):
            outcome = parent_outcome([case.outcome for case in siblings.values()])
            close_case(parent, outcome)


def _file(parent: Work, case: Case, siblings: dict[str, Case]) -> None:
    """The last precondition is met: what the sibling's result says enters the answers, and the clocks begin."""
    work = Work(case, SYSTEM)
    child = next(one for one in parent.package.children if one.package == case.child_code)
    maker = next((one for one in siblings.values() if one.organisation_id and not parent.case.organisation_id), None)
    if maker is not None:
        case.organisation_id = maker.organisation_id
    answers = bundles.filled(child, work.revision.answers, siblings, case)
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
    case.save()


def _close_waiting(case: Case) -> None:
    """What it needed was not granted: told by letter, never filed, no decision of this authority."""
    work = Work(case, SYSTEM)
    case.ending_note = {"reason": "precondition"}
    letters.ask(work, "termination")
    close_case(work, Outcome.NOT_FILED)
    case.version += 1
    case.save()
