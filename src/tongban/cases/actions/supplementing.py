"""补交容缺材料: what acceptance left to follow comes in, before the decision."""

from collections.abc import Mapping
from uuid import UUID

from tongban.cases import attaching, clocks, owing
from tongban.cases.checking import held_for
from tongban.cases.models import Case
from tongban.cases.refusals import ActRefused
from tongban.cases.revisions import revise
from tongban.cases.rights import require_applicant_or_desk
from tongban.cases.step import step
from tongban.engine.forms import FieldProblem
from tongban.engine.path import guards
from tongban.engine.path.filing import Offer
from tongban.kit import jobs
from tongban.kit.access import Actor
from tongban.records.handed_in import usable

Slots = Mapping[str, tuple[UUID, ...]]


def supplement(case_id: UUID, *, actor: Actor, materials: Slots, version: int | None = None) -> None:
    """Tolerated papers by slot: a new revision with the same answers. The clock ends with the last of them.

    Raises ActRefused: nothing-owed, nothing-supplied, materials (with the slots of files that cannot be used).
    """
    with step(case_id, actor=actor, verb="supplement", version=version) as work:
        require_applicant_or_desk(work, "answer_correction")
        work.at(*guards.AT["supplement"])
        given = {slot: files for slot, files in materials.items() if files}
        for holds, code in guards.supplementing(given, [one.id for one in owing.owed(work)]):
            work.require(holds, code)
        _require_usable(given)
        case = work.case
        assert work.revision is not None  # read while it is the current one
        held = held_for([Offer(work.package, work.implementation)], case.citizen_id, case.organisation_id)
        revise(case, work.revision.answers, {**_standing(case), **given}, work.package, held)
        left = [one.id for one in owing.owed(work)]
        if not left:
            clocks.stop(work, owing.CLOCK)
            jobs.defer("case.desk", case=case.id, what="supplemented")
        work.fact("case.supplemented", slots=sorted(given), left=left, revision=work.revision.number)


def _require_usable(given: Slots) -> None:
    fit = usable({one for files in given.values() for one in files})
    said = ("文件没有通过安全检查，请重新上传。", "A file did not pass the safety check. Upload it again.")
    problems = tuple(
        FieldProblem(f"/materials/{slot}", *said) for slot, files in given.items() if not fit.issuperset(files)
    )
    if problems:
        raise ActRefused("materials", problems=problems)


def _standing(case: Case) -> dict[str, tuple[UUID, ...]]:
    """What stands in the slots; what answers a question of the form stands in the answers."""
    assert case.current is not None
    found: dict[str, tuple[UUID, ...]] = {}
    rows = case.current.materials.filter(material__isnull=False).order_by("id").values_list("slot", "material_id")
    for slot, material in rows:
        if not attaching.is_question(slot):
            found[slot] = (*found.get(slot, ()), material)
    return found
