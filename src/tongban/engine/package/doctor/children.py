"""Children of a bundle: they exist, their order has no circle, and what is mapped or filled is there on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.report import Patient
from tongban.engine.package.lines import Path
from tongban.engine.package.parts import Child
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Existence, `requires`, `map`, `fill`."""
    codes = [child.package for child in patient.package.children]
    for index, child in enumerate(patient.package.children):
        path: Path = ("children", index)
        if codes.count(child.package) > 1:
            wrong = (f"事项 {child.package} 重复", f"the child {child.package} stands twice")
            yield patient.toml((*path, "package"), wrong, ("删去一个", "remove one"))
        if child.package not in patient.children:
            wrong = (f"没有服务包“{child.package}”", f"there is no package {child.package!r}")
            yield patient.toml(
                (*path, "package"),
                wrong,
                ("改为已有的代码，或先写这个服务包", "use a known code, or write that package first"),
            )
        elif patient.children[child.package].is_bundle:
            wrong = (f"{child.package} 自己也是一件事", f"{child.package} is itself a bundle")
            yield patient.toml((*path, "package"), wrong, ("列出它的各个事项", "list its own children instead"))
        for needed in child.requires:
            if needed not in codes:
                wrong = (
                    f"requires 中的“{needed}”不在本件事内",
                    f"{needed!r} in requires is not a child of this bundle",
                )
                yield patient.toml((*path, "requires"), wrong, ("改为本件事内的事项", "name a child of this bundle"))
        yield from _mapped(patient, child, path)
        yield from _filled(patient, child, path, codes)
    yield from _circle(patient)


def _mapped(patient: Patient, child: Child, path: Path) -> Iterator[Problem]:
    package = patient.children.get(child.package)
    for target, source in child.map.items():
        if package and target not in package.pointers:
            wrong = (f"{child.package} 的表单没有“{target}”", f"the form of {child.package} has no {target!r}")
            yield patient.toml((*path, "map", target), wrong, ("改为该表单中的指针", "use a pointer of that form"))
        if not patient.has_fact(source):
            wrong = (f"本件事的表单没有“{source}”", f"the form of the bundle has no {source!r}")
            yield patient.toml((*path, "map", target), wrong, ("改为本表单中的指针", "use a pointer of this form"))


def _filled(patient: Patient, child: Child, path: Path, codes: list[str]) -> Iterator[Problem]:
    package = patient.children.get(child.package)
    for target, source in child.fill.items():
        giver, colon, name = source.partition(":")
        if package and target not in package.pointers:
            wrong = (f"{child.package} 的表单没有“{target}”", f"the form of {child.package} has no {target!r}")
            yield patient.toml((*path, "fill", target), wrong, ("改为该表单中的指针", "use a pointer of that form"))
        if not colon or giver not in codes or giver == child.package:
            wrong = (f"“{source}”应写作 事项代码:结果项", f"{source!r} is not written as <child>:<result field>")
            yield patient.toml(
                (*path, "fill", target),
                wrong,
                ('例如 "first-child:number"', 'such as "first-child:number"'),
            )
            continue
        if giver in patient.children and name not in patient.children[giver].service.result.fields:
            wrong = (f"{giver} 的结果没有“{name}”", f"the result of {giver} has no {name!r}")
            yield patient.toml(
                (*path, "fill", target), wrong, ("改为它 [result.fields] 中的名称", "use a name of its [result.fields]")
            )
        if giver not in child.requires:
            wrong = (f"取用 {giver} 的结果，却没有等它办结", f"fills from {giver} without requiring it")
            yield patient.toml(
                (*path, "fill", target), wrong, (f"在 requires 中写上 {giver}", f"add {giver} to requires")
            )


def _circle(patient: Patient) -> Iterator[Problem]:
    needs = {child.package: set(child.requires) for child in patient.package.children}
    while free := [code for code, wanted in needs.items() if not wanted & needs.keys()]:
        for code in free:
            del needs[code]
    if needs:
        listed = " → ".join(sorted(needs))
        wrong = (f"requires 形成循环：{listed}", f"requires goes in a circle: {listed}")
        codes = [child.package for child in patient.package.children]
        yield patient.toml(
            ("children", codes.index(min(needs)), "requires"), wrong, ("去掉其中一个前置", "remove one of them")
        )
