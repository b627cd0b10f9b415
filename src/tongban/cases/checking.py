"""What stands between an applicant and submission, with what this city offers and holds: the rules are `engine.path`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tongban.cases import attaching
from tongban.cases.refusals import ActRefused
from tongban.catalog.queries import implementation_of, offers, package_of
from tongban.directory.queries import identity_of
from tongban.engine.forms import FieldProblem
from tongban.engine.package import Package
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.parts import Material
from tongban.engine.path import filing as law
from tongban.engine.path.filing import Offer, scenario_problems
from tongban.kit import clock
from tongban.records.handed_in import usable
from tongban.records.queries import certificate_on_file

if TYPE_CHECKING:
    from tongban.cases.actions.submitting import Filing

__all__ = ["FieldProblem", "answer_problems", "filled", "material_problems", "scenario_problems", "wanted_materials"]


def answer_problems(
    package: Package, answers: Mapping[str, Any], implementation: Implementation
) -> tuple[FieldProblem, ...]:
    """The whole form; its questions may depend on the scenario answers and on the place."""
    return law.answer_problems(package, answers, implementation, clock.today())


def filled(
    package: Package, answers: Mapping[str, Any], implementation: Implementation, citizen: UUID | None
) -> dict[str, Any]:
    """The answers as they count today for this applicant: what is known or worked out is never taken as it was sent."""
    return law.filled(package, answers, implementation, clock.today(), identity_of(citizen))


def wanted_materials(
    package: Package, facts: Mapping[str, Any], *, implementation: Implementation, by_commitment: bool
) -> tuple[Material, ...]:
    """The material list of a case: the package's own and the place's; in a bundle the children's too, each slot once."""
    versions = offers([f"{implementation.region}/{child.package}" for child in package.children_for(facts)])
    children = [
        Offer(package_of(one.package_version_id), implementation_of(one.id))
        for one in versions.values()
        if one.package_version_id
    ]
    return law.wanted_materials(Offer(package, implementation), children, facts, by_commitment=by_commitment)


def is_held(slot: Material, citizen: UUID | None, organisation: UUID | None) -> bool:
    """Whether a certificate on file stands for this paper (免提交)."""
    return slot.obtain is not None and certificate_on_file(slot.obtain.certificate, citizen, organisation) is not None


def require_answers(package: Package, answers: Mapping[str, Any], implementation: Implementation) -> None:
    """Raises ActRefused("answers"): the scenario and the whole form, at submission and with a correction alike."""
    problems = (*scenario_problems(package, answers), *answer_problems(package, answers, implementation))
    if problems:
        raise ActRefused("answers", problems=problems)


def require_materials(package: Package, facts: Mapping[str, Any], filing: "Filing") -> None:
    """Raises ActRefused("materials"): what is required and missing, and files that no case may hold, also as answers."""
    own = attaching.problems(package, filing.answers, citizen=filing.citizen, organisation=filing.organisation)
    problems = (*material_problems(package, facts, filing), *file_problems(filing), *own)
    if problems:
        raise ActRefused("materials", problems=problems)


def file_problems(filing: "Filing") -> tuple[FieldProblem, ...]:
    """Slots with a file that is in quarantine, or that is none of ours."""
    fit = usable({one for ids in filing.materials.values() for one in ids})
    said = "文件没有通过安全检查，请重新上传。", "A file did not pass the safety check. Upload it again."
    return tuple(
        FieldProblem(f"/materials/{slot}", *said) for slot, ids in filing.materials.items() if not fit.issuperset(ids)
    )


def material_problems(package: Package, facts: Mapping[str, Any], filing: "Filing") -> tuple[FieldProblem, ...]:
    """Required slots that are neither handed in nor on file."""
    implementation = implementation_of(filing.version.id)
    wanted = wanted_materials(package, facts, implementation=implementation, by_commitment=filing.by_commitment)
    given = [slot for slot, files in filing.materials.items() if files]
    return law.missing_materials(
        wanted, given, lambda kind: certificate_on_file(kind, filing.citizen, filing.organisation) is not None
    )
