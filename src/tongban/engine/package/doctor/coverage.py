"""Ask once, ask all: every datum a child requires is mapped, filled, or asked under the same pointer."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.report import Patient
from tongban.engine.package.pointers import required_pointers
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Each always-required property of each child; and its scenario questions."""
    asked = {scenario.id for scenario in patient.service.scenarios}
    for index, child in enumerate(patient.package.children):
        package = patient.children.get(child.package)
        if package is None:
            continue
        given = {*child.map, *child.fill}
        for pointer in required_pointers(package.schema):
            if pointer in patient.package.pointers or any(
                one == pointer or one.startswith(f"{pointer}/") for one in given
            ):
                continue
            wrong = (
                f"{child.package} 必填的“{pointer}”没有来源",
                f"nothing gives {pointer!r}, which {child.package} requires",
            )
            mend = ("在表单中提问，或写入 map 或 fill", "ask it in the form, or write it into map or fill")
            yield patient.toml(("children", index), wrong, mend)
        for scenario in package.service.scenarios:
            if scenario.id not in asked:
                wrong = (
                    f"{child.package} 的情形“{scenario.id}”没有询问",
                    f"the scenario {scenario.id!r} of {child.package} is not asked",
                )
                yield patient.toml(
                    ("children", index),
                    wrong,
                    ("在 [[scenarios]] 中加上同名的问题", "add the question under the same id to [[scenarios]]"),
                )
