"""What stands between an applicant and submission: scenario answers, the form, the materials. One verdict for all faces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.catalog.queries import implementation_of, offers, package_of
from tongban.engine.package import Package
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.parts import Material, Scenario
from tongban.kit import clock
from tongban.records.queries import certificate_on_file

if TYPE_CHECKING:
    from tongban.cases.actions.submitting import Filing


@dataclass(frozen=True)
class FieldProblem:
    """One thing to mend: `pointer` is the field or "/materials/<slot>"; the sentence names it and the way out."""

    pointer: str
    zh: str
    en: str


def scenario_problems(package: Package, answers: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """Each scenario question answered, and in its type."""
    given = answers.get("scenario", {})
    known = {scenario.id for scenario in package.service.scenarios}
    found = [
        FieldProblem(one.pointer, f"请回答：{one.question.zh}", f"Answer: {one.question.en}")
        for one in package.service.scenarios
        if not _fits(one, given.get(one.id))
    ]
    if not package.service.scenarios and not given:
        return ()
    extra = sorted(set(given) - known) if not package.service.scenarios else []
    found += [FieldProblem(f"/scenario/{id}", "没有这个问题。", "There is no such question.") for id in extra]
    return tuple(found)


def _fits(scenario: Scenario, value: Any) -> bool:
    if scenario.type == "boolean":
        return isinstance(value, bool)
    if scenario.type == "number":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return value in scenario.options


def answer_problems(package: Package, answers: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """The whole form; its questions may depend on the scenario answers."""
    form_answers = {key: value for key, value in answers.items() if key != "scenario"}
    found = package.form.check(form_answers, answers.get("scenario"), clock.today())
    return tuple(FieldProblem(one.pointer, one.zh, one.en) for one in found)


def wanted_materials(
    package: Package, facts: Mapping[str, Any], *, implementation: Implementation, by_commitment: bool
) -> tuple[Material, ...]:
    """The material list of a case: the package's own and the place's; in a bundle the children's too, each slot once."""
    found = {one.id: one for one in package.materials_for(facts, commitment=by_commitment)}
    found |= _local(implementation, facts)
    children = package.children_for(facts)
    versions = offers([f"{implementation.region}/{child.package}" for child in children])
    packages = {key: package_of(one.package_version_id) for key, one in versions.items() if one.package_version_id}
    made_here = {own.service.result.certificate for own in packages.values()}
    for key, own in packages.items():
        promised = by_commitment and own.service.notice_and_commitment is not None
        local = _local(implementation_of(versions[key].id), facts).values()
        for material in (*own.materials_for(facts, commitment=promised), *local):
            # a certificate that another child of the same bundle will make is never asked of the applicant
            if material.obtain is None or material.obtain.certificate not in made_here:
                found.setdefault(material.id, material)
    return tuple(found.values())


def _local(implementation: Implementation, facts: Mapping[str, Any]) -> dict[str, Material]:
    """What only this place asks for."""
    return {one.id: one for one in implementation.materials if one.when is None or one.when.holds(facts)}


def material_problems(package: Package, facts: Mapping[str, Any], filing: "Filing") -> tuple[FieldProblem, ...]:
    """Required slots that are neither handed in nor on file."""
    implementation = implementation_of(filing.version.id)
    found = []
    wanted = wanted_materials(package, facts, implementation=implementation, by_commitment=filing.by_commitment)
    for material in wanted:
        if material.necessity != "required" or filing.materials.get(material.id):
            continue
        held = material.obtain and certificate_on_file(material.obtain.certificate, filing.citizen, filing.organisation)
        if not held:
            zh, en = f"请上传：{material.name.zh}", f"Upload: {material.name.en}"
            found.append(FieldProblem(f"/materials/{material.id}", zh, en))
    return tuple(found)
