"""Roles and verbs: every one that is named exists in services/kinds.toml."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.nodes import elements
from tongban.engine.package.doctor.report import Pair, Patient
from tongban.engine.package.lines import Path
from tongban.engine.problems import Problem

STEPS = ("accept", "review", "decide", "issue", "deliver", "extend", "inspect")


def check(patient: Patient) -> Iterator[Problem]:
    """Roles of [roles], [verbs], extensions, after-checks and tasks; verbs of the kind."""
    service = patient.service
    for step, role in service.roles.items():
        if step not in STEPS:
            listed = ", ".join(STEPS)
            wrong = (f"[roles] 中不认识的“{step}”", f"unknown {step!r} in [roles]")
            yield patient.toml(("roles", step), wrong, (f"可选：{listed}", f"one of: {listed}"))
        yield from _known(patient, role, ("roles", step))
    for verb, holders in service.verbs.items():
        if patient.kind and verb not in patient.kind.verbs:
            listed = ", ".join(patient.kind.verbs)
            wrong = (f"不认识的法定动作“{verb}”", f"unknown legal act {verb!r}")
            yield patient.toml(("verbs", verb), wrong, (f"可选：{listed}", f"one of: {listed}"))
        for role in holders:
            yield from _known(patient, role, ("verbs", verb))
    if service.limits.extension and service.limits.extension.approver:
        yield from _known(patient, service.limits.extension.approver, ("limits", "extension"))
    if service.joint and service.joint.extension and service.joint.extension.approver:
        yield from _known(patient, service.joint.extension.approver, ("joint", "extension"))
    if service.notice_and_commitment:
        yield from _known(
            patient, service.notice_and_commitment.after_check.role, ("notice_and_commitment", "after_check")
        )
    yield from _tasks(patient)


def _tasks(patient: Patient) -> Iterator[Problem]:
    for element in elements(patient.package):
        role = element.attributes.get("role")
        if role is not None and role not in patient.kinds.roles:
            wrong, mend = _unknown(patient, role)
            yield patient.file("process.bpmn", element.line, element.id, wrong, mend)


def _known(patient: Patient, role: str, path: Path) -> Iterator[Problem]:
    if role not in patient.kinds.roles:
        yield patient.toml(path, *_unknown(patient, role))


def _unknown(patient: Patient, role: str) -> tuple[Pair, Pair]:
    listed = ", ".join(patient.kinds.roles)
    return (f"没有“{role}”这个角色", f"there is no role {role!r}"), (f"可选：{listed}", f"one of: {listed}")
