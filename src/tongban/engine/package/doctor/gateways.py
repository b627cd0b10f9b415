"""Gateways: every condition of the process is an expression we allow, over data, scenarios and tasks that exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tongban.engine.package.doctor.nodes import Element, elements
from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem, Refused
from tongban.engine.rules import Condition

_FILE = "process.bpmn"


def check(patient: Patient) -> Iterator[Problem]:
    """The condition of each sequence flow."""
    net = patient.package.net
    if net is None:
        return
    by_id = {element.id: element for element in elements(patient.package)}
    for flow in net.flows.values():
        if flow.condition is None:
            continue
        try:
            condition = Condition.compile(flow.condition, file=_FILE, where=flow.id)
        except Refused as refused:
            yield from (replace(problem, line=flow.line) for problem in refused.problems)
            continue
        for pointer in condition.reads:
            if not _exists(patient, pointer, by_id):
                wrong = (f"条件读取的“{pointer}”不存在", f"the condition reads {pointer!r}, which does not exist")
                mend = (
                    "可读 answers、scenario、local、commitment 和 tasks.<环节>.<项>",
                    "it may read answers, scenario, local, commitment and tasks.<node>.<field>",
                )
                yield patient.file(_FILE, flow.line, flow.id, wrong, mend)


def _exists(patient: Patient, pointer: str, by_id: dict[str, Element]) -> bool:
    head, _, rest = pointer[1:].partition("/")
    if head == "answers":
        return patient.has_fact(f"/{rest}")
    if head in ("scenario", "local"):
        return patient.has_fact(pointer)
    if head == "tasks":
        node, _, name = rest.partition("/")
        element = by_id.get(node)
        return element is not None and _gives(patient, element, f"/{name}")
    return pointer == "/commitment"


def _gives(patient: Patient, element: Element, pointer: str) -> bool:
    if not element.is_human:
        return True  # what another system answers is its own matter
    form = element.attributes.get("form", "")
    return pointer in ("/verdict", "/reason") or pointer in _task_pointers(patient, form)


def _task_pointers(patient: Patient, form: str) -> set[str]:
    schema = patient.package.task_schemas.get(form, {})
    return {f"/{name}" for name in schema.get("properties", {})}
