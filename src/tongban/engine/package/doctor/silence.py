"""No licence by silence: no timer leads to a granting end without a person (行政许可法 50 knows only renewal)."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.nodes import Element, elements
from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Boundary timers of the process; `silence.decision` inside a bundle."""
    by_id = {element.id: element for element in elements(patient.package)}
    for element in by_id.values():
        if element.kind == "boundaryEvent" and _grants(patient, element, by_id):
            wrong = ("期满未办即视为同意：不作答不能成为准予", "silence grants here: no answer may become a grant")
            mend = ("让超时通向有人办理的环节", "let the time-out lead to a task that a person does")
            yield patient.file("process.bpmn", element.line, element.id, wrong, mend)
    for index, child in enumerate(patient.package.children):
        package = patient.children.get(child.package)
        if package and package.service.silence.decision != "none":
            wrong = (f"{child.package} 以默示作出决定", f"{child.package} decides by silence")
            yield patient.toml(
                ("children", index), wrong, ("一件事中的每一事项都要有决定", "every child of a bundle needs a decision")
            )


def _grants(patient: Patient, start: Element, by_id: dict[str, Element]) -> bool:
    seen: set[str] = set()
    ahead = list(start.targets)
    while ahead:
        element = by_id.get(ahead.pop())
        if element is None or element.id in seen or element.is_human:
            continue
        seen.add(element.id)
        outcome = patient.kind.outcomes.get(element.outcome) if patient.kind else None
        if element.kind == "endEvent" and outcome is not None and outcome.effect == "grant":
            return True
        ahead += element.targets
    return False
