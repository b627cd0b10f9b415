"""Limits of the law are told whole: each has its article, an extension its approver, an instant matter no wait."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem

MOST_WORKDAYS = 120
"""No law known to us lets a special procedure of a licence take longer; a slip of the pen does."""


def check(patient: Patient) -> Iterator[Problem]:
    """Limits, extension, joint limits and special procedures."""
    limits, service = patient.service.limits, patient.service
    for key, term in (("statutory", limits.statutory), ("extension", limits.extension), ("deliver", limits.deliver)):
        if term is not None and not term.basis:
            wrong = (f"期限 {key} 没有依据", f"the limit {key} has no basis")
            yield patient.toml(("limits", key), wrong, ("写上条款，如 行政许可法42", "name the article"))
    if limits.extension and not limits.extension.approver:
        wrong = ("延期没有批准人", "the extension has no approver")
        yield patient.toml(
            ("limits", "extension"), wrong, ('写上 approver，如 "head"', 'write approver, such as "head"')
        )
    joint = service.joint
    for table, clock, longer in (
        ("limits", limits.statutory, limits.extension),
        ("joint", joint and joint.statutory, joint and joint.extension),
    ):
        if clock and longer and clock.unit != longer.unit:
            wrong = (
                f"延期用 {longer.unit}，时限用 {clock.unit}",
                f"the extension counts in {longer.unit}, the limit in {clock.unit}",
            )
            yield patient.toml((table, "extension"), wrong, ("用同一个单位", "use one unit for both"))
    if limits.extension and limits.statutory is None:
        wrong = ("没有法定时限，就没有延期", "there is no extension where the law sets no limit")
        yield patient.toml(("limits", "extension"), wrong, ("删除 extension", "remove extension"))
    for number, one in enumerate(service.special_procedures):
        place = ("special_procedures", str(number))
        if not 1 <= one.max_workdays <= MOST_WORKDAYS:
            wrong = (
                f"特别程序 {one.kind} 的最长工作日数不在 1 至 {MOST_WORKDAYS} 之间",
                f"the most working days of {one.kind} are not between 1 and {MOST_WORKDAYS}",
            )
            yield patient.toml(place, wrong, ("写上 max_workdays，如 20", "write max_workdays, such as 20"))
        if not one.basis:
            wrong = (f"特别程序 {one.kind} 没有依据", f"the special procedure {one.kind} has no basis")
            yield patient.toml(place, wrong, ("写上条款，如 行政许可法45", "name the article"))
    if service.joint and not service.children:
        wrong = ("只有一件事才能并联计时", "only a bundle has a joint limit")
        yield patient.toml(("joint",), wrong, ("删除 [joint]", "remove [joint]"))
    if not service.children and not service.outcomes:
        wrong = ("没有声明结论", "no outcome is declared")
        yield patient.toml(("code",), wrong, ("写 [outcomes]", "write [outcomes]"))
