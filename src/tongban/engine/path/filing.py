"""What stands between an applicant and submission: scenario answers, the form, the materials. One verdict for all faces."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.engine.conditions import Setting
from tongban.engine.forms import FieldProblem
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.package import Package
from tongban.engine.package.parts import Child, Material, Scenario
from tongban.engine.path.bundles import child_answers, told_pointers


@dataclass(frozen=True)
class Offer:
    """A package as one place offers it."""

    package: Package
    implementation: Implementation


def facts_of(answers: Mapping[str, Any], implementation: Implementation) -> dict[str, Any]:
    """What conditions and rules read: answers, /scenario, and the thresholds of the place under /local."""
    return {**answers, "local": implementation.local_facts()}


def setting_of(answers: Mapping[str, Any], implementation: Implementation) -> Setting:
    """What a form's conditions read beside the answers: the scenario answers, and the figures of the place."""
    return Setting(answers.get("scenario"), implementation.local_facts())


def trimmed(package: Package, answers: Mapping[str, Any], implementation: Implementation) -> dict[str, Any]:
    """The answers without what is hidden, with /scenario kept."""
    rest = dict(answers)
    scenario = rest.pop("scenario", None)
    kept = package.form.trim(rest, setting_of(answers, implementation))
    return {**kept, "scenario": scenario} if scenario is not None else kept


def filled(
    package: Package, answers: Mapping[str, Any], implementation: Implementation, today: date,
    applicant: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The answers as they count (see Form.filled), with /scenario kept. `applicant`: who applies, where it is known."""
    rest = dict(answers)
    scenario = rest.pop("scenario", None)
    setting = setting_of(answers, implementation)
    known = package.form.filled(rest, today, setting=setting, applicant=applicant or {})
    return {**known, "scenario": scenario} if scenario is not None else known


def scenario_problems(package: Package, answers: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """Each scenario question answered, and in its type."""
    given = answers.get("scenario", {})
    known = {scenario.id for scenario in package.service.scenarios}
    found = [
        FieldProblem(one.pointer, *_unfit(one, given.get(one.id)))
        for one in package.service.scenarios
        if not _fits(one, given.get(one.id))
    ]
    if not package.service.scenarios and not given:
        return ()
    extra = sorted(set(given) - known) if not package.service.scenarios else []
    found += [FieldProblem(f"/scenario/{id}", "没有这个问题。", "There is no such question.") for id in extra]
    return tuple(found)


def _unfit(scenario: Scenario, value: Any) -> tuple[str, str]:
    """What to tell: that it was not answered, or what is wrong with the number that was."""
    question = scenario.question
    if scenario.type == "number" and value is not None:
        zh, en = "请填写整数，不带单位和小数，例如 60", "Enter a whole number without a unit, such as 60"
        return f"{question.zh}{zh}", f"{question.en} {en}"
    return f"请回答：{question.zh}", f"Answer: {question.en}"


def _fits(scenario: Scenario, value: Any) -> bool:
    if scenario.type == "boolean":
        return isinstance(value, bool)
    if scenario.type == "number":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return value in scenario.options


def answer_problems(
    package: Package, answers: Mapping[str, Any], implementation: Implementation, today: date
) -> tuple[FieldProblem, ...]:
    """The whole form; its questions may depend on the scenario answers and on the place."""
    form_answers = {key: value for key, value in answers.items() if key != "scenario"}
    return tuple(package.form.check(form_answers, setting_of(answers, implementation), today))


def offers_commitment(packages: Collection[Package]) -> bool:
    """The package itself, or any child of the bundle, offers notice and commitment."""
    return any(one.service.notice_and_commitment is not None for one in packages)


def wanted_materials(
    own: Offer, children: Sequence[Offer], facts: Mapping[str, Any], *, by_commitment: bool
) -> tuple[Material, ...]:
    """The material list of a case: the package's own and the place's; in a bundle the children's too, each slot once."""
    found = {one.id: one for one in own.package.materials_for(facts, commitment=by_commitment)}
    found |= _local(own.implementation, facts)
    mapping = {child.package: child for child in own.package.children}
    made_here = {one.package.service.result.certificate for one in children}
    for child in children:
        promised = by_commitment and child.package.service.notice_and_commitment is not None
        told = child_answers(mapping[child.package.code], child.package, facts)
        there = {**facts, **told, "local": {**facts.get("local", {}), **child.implementation.local_facts()}}
        local = _local(child.implementation, there).values()
        for material in (*child.package.materials_for(there, commitment=promised), *local):
            # a certificate that another child of the same bundle will make is never asked of the applicant
            if material.obtain is None or material.obtain.certificate not in made_here:
                found.setdefault(material.id, material)
    return tuple(found.values())


def used(own: Offer, facts: Mapping[str, Any], child: Child | None, *, by_commitment: bool) -> set[str]:
    """Slots of the materials that a case asks for, and pointers of the bundle's form that it is told (`child`)."""
    slots = {one.id for one in own.package.materials_for(facts, commitment=by_commitment)}
    told = set(told_pointers(child, own.package).values()) if child else set()
    return slots | set(_local(own.implementation, facts)) | told


def _local(implementation: Implementation, facts: Mapping[str, Any]) -> dict[str, Material]:
    """What only this place asks for."""
    return {one.id: one for one in implementation.materials if one.when is None or one.when.holds(facts)}


def owed_materials(wanted: Sequence[Material], given: Collection[str]) -> tuple[Material, ...]:
    """What may follow after acceptance (容缺后补) and is not there. `given`: slots with a file or a certificate on file."""
    return tuple(one for one in wanted if one.necessity == "tolerated" and one.id not in given)


def missing_materials(
    wanted: Sequence[Material], given: Collection[str], is_held: Callable[[str], bool]
) -> tuple[FieldProblem, ...]:
    """Required slots that are neither handed in nor provided by a certificate on file (`is_held`: by type code)."""
    return tuple(
        FieldProblem(f"/materials/{one.id}", f"请上传：{one.name.zh}", f"Upload: {one.name.en}")
        for one in wanted
        if one.necessity == "required"
        and one.id not in given
        and not (one.obtain is not None and is_held(one.obtain.certificate))
    )
