"""Stories: there is one, and every child, task, material, scenario and station it names exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.engine.package.compiling import Story
from tongban.engine.package.doctor.nodes import elements
from tongban.engine.package.doctor.report import Patient
from tongban.engine.package.lines import Path
from tongban.engine.package.package import Package
from tongban.engine.package.parts import Scenario, Step
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Every story of the package."""
    if not patient.package.stories:
        wrong = ("没有一个故事", "there is no story")
        yield patient.file("service.toml", 1, "stories", wrong, ("写一个 stories/*.toml", "write one stories/*.toml"))
    for story in patient.package.stories.values():
        yield from _givens(patient, story)
        for index, step in enumerate(story.steps):
            yield from _step(patient, story, step, ("steps", index))


def _givens(patient: Patient, story: Story) -> Iterator[Problem]:
    file = f"stories/{story.name}.toml"
    scenarios = {scenario.id: scenario for scenario in patient.service.scenarios}
    for id, answer in story.scenario.items():
        if id not in scenarios:
            wrong = (f"没有情形“{id}”", f"there is no scenario {id!r}")
            yield patient.toml(
                ("scenario", id), wrong, ("改为 [[scenarios]] 中的 id", "use an id of [[scenarios]]"), file=file
            )
        elif not _fits(scenarios[id], answer):
            wrong = (f"情形“{id}”不能回答 {answer!r}", f"{answer!r} is no answer to the scenario {id!r}")
            yield patient.toml(("scenario", id), wrong, ("改为该情形允许的答案", "use an answer it allows"), file=file)
    known = {material.id for package in _all(patient) for material in package.service.materials}
    known |= set(patient.package.form.file_questions)
    for id in story.materials:
        if id not in known:
            wrong = (f"没有材料“{id}”", f"there is no material {id!r}")
            mend = (
                "改为 [[materials]] 中的 id，或文件题的指针",
                "use an id of [[materials]], or a file question's pointer",
            )
            yield patient.toml(("materials",), wrong, mend, file=file)
    for key in story.answers:
        if f"/{key}" not in patient.package.pointers:
            wrong = (f"表单没有“/{key}”", f"the form has no '/{key}'")
            yield patient.toml(("answers",), wrong, ("改正答案的名称", "mend the name of the answer"), file=file)


def _step(patient: Patient, story: Story, step: Step, path: Path) -> Iterator[Problem]:
    file = f"stories/{story.name}.toml"
    codes = [child.package for child in patient.package.children]
    for child in [step.child, *(then.child for then in step.then)]:
        if child is not None and child not in codes:
            wrong = (f"没有事项“{child}”", f"there is no child {child!r}")
            yield patient.toml(
                (*path, "child"), wrong, ("改为 [[children]] 中的代码", "use a code of [[children]]"), file=file
            )
    subject = patient.children.get(step.child) if step.child else patient.package
    if step.task and subject and step.task not in {element.id for element in elements(subject)}:
        wrong = (f"流程中没有环节“{step.task}”", f"the process has no task {step.task!r}")
        yield patient.toml((*path, "task"), wrong, ("改为流程中的 id", "use an id of the process"), file=file)
    if (step.act == "complete") != bool(step.task):
        wrong = ("complete 要写 task，其他动作不写", "complete names a task, other acts do not")
        yield patient.toml(path, wrong, ("补上或删除 task", "add or remove task"), file=file)
    for number, then in enumerate(step.then):
        kind = patient.kind
        if then.station and kind and then.station not in kind.stations:
            listed = ", ".join(kind.stations)
            wrong = (f"没有办理环节“{then.station}”", f"there is no station {then.station!r}")
            yield patient.toml(
                (*path, "then", number, "station"), wrong, (f"可选：{listed}", f"one of: {listed}"), file=file
            )


def _all(patient: Patient) -> list[Package]:
    return [patient.package, *patient.children.values()]


def _fits(scenario: Scenario, answer: Any) -> bool:
    tests: Mapping[str, bool] = {
        "boolean": isinstance(answer, bool),
        "number": isinstance(answer, int) and not isinstance(answer, bool),
        "choice": answer in scenario.options,
    }
    return tests[scenario.type]
