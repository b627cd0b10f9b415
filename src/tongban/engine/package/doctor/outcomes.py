"""Outcomes: what the process can end with, what service.toml declares and what the kind knows are the same set."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.nodes import ends
from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Kind known; outcomes known to it; every end event declared; every declared outcome reachable."""
    declared, kind = patient.service.outcomes, patient.kind
    if kind is None:
        listed = "、".join(patient.kinds.kinds)
        wrong = (f"没有“{patient.service.kind}”这一类业务", f"there is no kind {patient.service.kind!r}")
        yield patient.toml(("kind",), wrong, (f"可选：{listed}", f"one of: {listed}"))
    else:
        for outcome in declared:
            if outcome not in kind.outcomes:
                listed = ", ".join(kind.outcomes)
                wrong = (f"该类业务没有结论“{outcome}”", f"this kind has no outcome {outcome!r}")
                yield patient.toml(("outcomes", outcome), wrong, (f"可选：{listed}", f"one of: {listed}"))
    if patient.package.net is None:
        return
    reached = set()
    for node in ends(patient.package):
        reached.add(node.outcome)
        if node.outcome not in declared:
            wrong = (
                f"结束事件的结论“{node.outcome}”没有声明",
                f"the outcome {node.outcome!r} of this end is not declared",
            )
            mend = ("写入 service.toml 的 [outcomes]", "write it into [outcomes] of service.toml")
            yield patient.file("process.bpmn", node.line, node.id, wrong, mend)
    for outcome in declared:
        if outcome not in reached:
            wrong = (f"流程不会得出结论“{outcome}”", f"no end of the process carries {outcome!r}")
            yield patient.toml(
                ("outcomes", outcome), wrong, ("加一个结束事件，或删除它", "add an end event, or remove it")
            )
