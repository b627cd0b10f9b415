"""Files that answer questions of the form: whose they must be, how a revision holds them, what they are called.

The answer is the id of the upload; a row of the revision, with the pointer of the question as its slot, holds the
material itself. So rights, scan and row security are those of every material.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases.models import Case, DraftMaterial, Revision, RevisionMaterial
from tongban.engine.forms import FieldProblem
from tongban.engine.package import Package
from tongban.kit.prepared import prepared
from tongban.records.handed_in import fit_to_answer
from tongban.records.models import Material

NOT_OURS = (
    "文件没有找到，或没有通过安全检查。请重新上传：{}",
    "The file was not found, or did not pass the safety check. Upload it again: {}",
)


@prepared
def uploaded(draft: Any) -> QuerySet[DraftMaterial]:
    return DraftMaterial.objects.filter(draft_id=draft).select_related("material__file").order_by("id")


def is_question(slot: str) -> bool:
    """Whether a slot is a question of the form: its pointer. Ids of material slots never begin with a slash."""
    return slot.startswith("/")


def problems(
    package: Package, answers: Mapping[str, Any], *, citizen: UUID | None, organisation: UUID | None
) -> tuple[FieldProblem, ...]:
    """Questions whose file is none of the applicant's, was uploaded for another question, or is in quarantine."""
    labels = {pointer: question.label for pointer, question in package.form.file_questions.items()}
    return tuple(
        FieldProblem(pointer, NOT_OURS[0].format(labels[pointer][0]), NOT_OURS[1].format(labels[pointer][1]))
        for pointer, ids in package.form.uploads_in(answers).items()
        if not fit_to_answer(ids, pointer, citizen=citizen, organisation=organisation)
    )


def rows(case: Case, package: Package) -> list[RevisionMaterial]:
    """The files that the answers of the present revision name, not yet saved. What is hidden is not in the answers."""
    assert case.current is not None
    found = package.form.uploads_in(case.current.answers)
    return [
        RevisionMaterial(revision=case.current, slot=pointer, material_id=UUID(one))
        for pointer, ids in found.items()
        for one in ids
    ]


def of_revision(revision: Revision) -> dict[str, Material]:
    """The files of a revision's questions, by id as the answers name them."""
    held = revision.materials.all()  # no filter: pages have them prefetched
    return {str(row.material_id): row.material for row in held if is_question(row.slot) and row.material is not None}


def names(uploads: Iterable[Material]) -> dict[str, str]:
    """What files are called, by id: for `Form.describe`."""
    return {str(one.id): str(one.name) for one in uploads}
