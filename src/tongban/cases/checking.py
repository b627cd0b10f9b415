"""What stands between an applicant and submission, with what this city offers and holds: the rules are `engine.path`."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tongban.cases import attaching
from tongban.cases.known import known_of
from tongban.cases.refusals import ActRefused
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, offers, package_of
from tongban.engine.forms import FieldProblem
from tongban.engine.package import Package
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.parts import Material
from tongban.engine.path import filing as law
from tongban.engine.path.filing import Offer, scenario_problems
from tongban.kit import clock
from tongban.records.handed_in import usable
from tongban.records.models import Certificate
from tongban.records.queries import certificates_on_file

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
    return law.filled(package, answers, implementation, clock.today(), known_of(package, answers, citizen))


Offered = Mapping[str, ImplementationVersion]
"""What the place offers of the children that a case is made of, by key; empty for what is no bundle."""
Held = Mapping[str, Certificate]
"""Certificates on file that stand for papers of a case (免提交), by type."""


def children_offered(package: Package, facts: Mapping[str, Any], region: str) -> Offered:
    """What the place offers of the children chosen by these facts."""
    return offers([f"{region}/{child.package}" for child in package.children_for(facts)])


def held_for(matters: Iterable[Offer], citizen: UUID | None, organisation: UUID | None) -> Held:
    """What the applicant holds of all that the papers of some matters can be obtained from; asked once for all."""
    materials = [
        material for one in matters for material in (*one.package.service.materials, *one.implementation.materials)
    ]
    types = {one.obtain.certificate for one in materials if one.obtain is not None}
    return certificates_on_file(types, citizen, organisation)


def read_offers(children: Offered) -> list[Offer]:
    """The packages and places behind them."""
    return [
        Offer(package_of(one.package_version_id), implementation_of(one.id))
        for one in children.values()
        if one.package_version_id
    ]


def wanted_materials(
    package: Package, facts: Mapping[str, Any], *, implementation: Implementation, by_commitment: bool,
    children: Offered | None = None,
) -> tuple[Material, ...]:  # fmt: skip
    """The material list of a case: the package's own and the place's; in a bundle the children's too, each slot once."""
    if children is None:
        children = children_offered(package, facts, implementation.region)
    own = Offer(package, implementation)
    return law.wanted_materials(own, read_offers(children), facts, by_commitment=by_commitment)


def is_held(slot: Material, held: Held) -> bool:
    """Whether a certificate on file stands for this paper (免提交)."""
    return slot.obtain is not None and slot.obtain.certificate in held


def require_answers(package: Package, answers: Mapping[str, Any], implementation: Implementation) -> None:
    """Raises ActRefused("answers"): the scenario and the whole form, at submission and with a correction alike."""
    problems = (*scenario_problems(package, answers), *answer_problems(package, answers, implementation))
    if problems:
        raise ActRefused("answers", problems=problems)


def require_materials(
    package: Package, facts: Mapping[str, Any], filing: "Filing", children: Offered, held: Held
) -> None:
    """Raises ActRefused("materials"): what is required and missing, and files that no case may hold, also as answers."""
    own = attaching.problems(package, filing.answers, citizen=filing.citizen, organisation=filing.organisation)
    problems = (*material_problems(package, facts, filing, children, held), *file_problems(filing), *own)
    if problems:
        raise ActRefused("materials", problems=problems)


def file_problems(filing: "Filing") -> tuple[FieldProblem, ...]:
    """Slots with a file that is in quarantine, or that is none of ours."""
    fit = usable({one for ids in filing.materials.values() for one in ids})
    said = "文件没有通过安全检查，请重新上传。", "A file did not pass the safety check. Upload it again."
    return tuple(
        FieldProblem(f"/materials/{slot}", *said) for slot, ids in filing.materials.items() if not fit.issuperset(ids)
    )


def material_problems(
    package: Package, facts: Mapping[str, Any], filing: "Filing", children: Offered, held: Held
) -> tuple[FieldProblem, ...]:
    """Required slots that are neither handed in nor on file."""
    implementation = implementation_of(filing.version.id)
    wanted = wanted_materials(
        package, facts, implementation=implementation, by_commitment=filing.by_commitment, children=children
    )
    given = [slot for slot, files in filing.materials.items() if files]
    return law.missing_materials(wanted, given, held.__contains__)
