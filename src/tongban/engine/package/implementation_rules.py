"""What inspectors check in an implementation against its package (行政许可法 24, 26, 42, 58)."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.compared import faults
from tongban.engine.package.doctor.wording import forbidden_word
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.lines import Path, nearest, toml_lines
from tongban.engine.package.package import Package
from tongban.engine.package.parts import Term
from tongban.engine.package.routing import named
from tongban.engine.problems import Problem

_HOURS = {"hour": 1.0, "day": 24.0, "workday": 24.0, "month": 24.0 * 30}
Finding = tuple[Path, tuple[str, str], tuple[str, str]]


def implementation_problems(
    data: Implementation, package: Package | None, file: str = "implementation.toml", content: bytes = b""
) -> Iterator[Problem]:
    """Everything wrong with an implementation of `package` (None: a guide-only matter). Lines need `content`."""
    lines = toml_lines(content.decode("utf-8"))
    for path, wrong, mend in [*_alone(data), *(_against(data, package) if package else ())]:
        yield Problem(file, nearest(lines, path), ".".join(map(str, path)), *wrong, *mend)


def _alone(data: Implementation) -> Iterator[Finding]:
    if data.accepting not in (None, data.authority) and data.delegation is None:
        wrong = ("由他人受理，却没有书面委托", "another body accepts, but there is no written delegation")
        yield ("accepting",), wrong, ("写 [delegation]", "write [delegation]")
    if data.delegation and data.accepting in (None, data.authority):
        wrong = ("有委托，却没有受托机构", "there is a delegation, but nobody accepts by it")
        yield ("delegation",), wrong, ("写 accepting", "write accepting")
    for index, material in enumerate(data.materials):
        if material.local_basis.zh == "无":
            wrong = (f"地方材料 {material.id} 没有依据", f"the local material {material.id} has no basis")
            yield ("materials", index), wrong, ("写 local_basis", "write local_basis")
        word = forbidden_word(material.name.zh, material.name.en)
        if word:
            wrong = (f"材料的写法不明确：“{word}”", f"catch-all wording in a material: {word!r}")
            yield ("materials", index, "name"), wrong, ("写出具体是哪份材料", "name the material itself")
    kinds = [remedy.decision for remedy in data.remedies]
    if "all" not in kinds and not {"refuse", "refuse_acceptance"} <= set(kinds):
        wrong = ("不予决定或不予受理没有救济途径", "a refusal or a refusal to accept has no remedy")
        yield ("remedies",), wrong, ('写 decision = "all"，或两者都写', 'write decision = "all", or both of them')
    if "post" in data.deliver_modes and not data.courier:
        yield (
            ("deliver_modes",),
            ("邮寄送达却没有物流快递", "posted, but there is no courier"),
            ("写 courier = true", "write courier = true"),
        )
    if data.source_of_power in ("5", "6") and data.entrusted_by.zh == "无":
        yield (
            ("entrusted_by",),
            ("委托行使却没有委托部门", "entrusted, but by nobody"),
            ("写 entrusted_by", "write entrusted_by"),
        )
    for key, days in data.internal.items():
        if days < 1:
            yield (
                ("internal", key),
                (f"环节时限 {days} 不成立", f"an internal limit of {days} makes no sense"),
                ("至少 1 个工作日", "at least 1 working day"),
            )


def _against(data: Implementation, package: Package) -> Iterator[Finding]:
    service = package.service
    yield from _times(data, package)
    if service.visits.onsite == 0 and service.online.depth in ("I", "II") and not data.courier:
        wrong = ("不到现场又不能网上申请，须有物流快递", "no visit and no online filing: a courier is needed")
        yield ("courier",), wrong, ("写 courier = true", "write courier = true")
    if data.fees and service.fee is None:
        wrong = ("行政许可不收费，服务包没有收费规则", "the matter is free: the package has no fee rule")
        yield ("fees",), wrong, ("删除 fees", "remove fees")
    if service.fee is not None and not data.fees:
        wrong = ("收费事项没有列明收费项目", "the matter has a fee, but no fee item is listed")
        yield ("fees",), wrong, ("写 [[fees]]", "write [[fees]]")
    if data.joint_decision and service.joint is None:
        wrong = ("服务包没有联合办理时限", "the package has no joint limit")
        yield ("joint_decision",), wrong, ("删除 joint_decision", "remove joint_decision")
    tolerated = [material.id for material in service.materials if material.necessity == "tolerated"]
    if data.tolerance_workdays and not tolerated:
        yield ("tolerance_workdays",), ("没有可容缺的材料", "no material may come later"), ("删除它", "remove it")
    if tolerated and not data.tolerance_workdays:
        wrong = ("有容缺后补的材料，却没有补交期限", "a material may come later, but no limit says when")
        yield ("tolerance_workdays",), wrong, ("写补交的工作日数", "write the number of working days")
    ids = {material.id for material in service.materials}
    for index, material in enumerate(data.materials):
        if material.id in ids:
            wrong = (f"材料 {material.id} 已在服务包中", f"the package already has the material {material.id}")
            yield ("materials", index, "id"), wrong, ("改用另一个 id，或删除", "use another id, or remove it")
    yield from _facts(data, package)
    yield from _departments(data, package)


def _facts(data: Implementation, package: Package) -> Iterator[Finding]:
    declared = package.service.local
    for name in sorted(set(declared) - set(data.facts)):
        wrong = (
            f"没有给出本地数值“{name}”（{declared[name].name.zh}）",
            f"the local figure {name!r} is not given: {declared[name].name.en}",
        )
        yield ("facts",), wrong, (f"在 [facts] 中写 {name}", f"write {name} in [facts]")
    for name in sorted(set(data.facts) - set(declared)):
        listed = ", ".join(declared) or "无 / none"
        wrong = (f"服务包没有本地数值“{name}”", f"the package knows no local figure {name!r}")
        yield ("facts", name), wrong, (f"删除，或改为：{listed}", f"remove it, or use one of: {listed}")
    known = package.service.beside | set(package.pointers)
    for index, material in enumerate(data.materials):
        for pointer in material.when.reads if material.when else ():
            if pointer not in known:
                wrong = (f"条件读取的“{pointer}”不存在", f"the condition reads {pointer!r}, which does not exist")
                mend = ("改为服务包表单的指针", "use a pointer of the package's form, /scenario/… or /local/…")
                yield ("materials", index, "when"), wrong, mend
        for wrong, mend in faults(package, material.when.document, "") if material.when else ():
            yield ("materials", index, "when"), wrong, mend


def _departments(data: Implementation, package: Package) -> Iterator[Finding]:
    wanted = dict(sorted((name, node) for node, name in named(package)))
    for name, node in wanted.items():
        if name not in data.roles:
            wrong = (
                f"没有写明“{name}”是哪个部门（环节 {node}）",
                f"no department is named for {name!r} of the task {node!r}",
            )
            yield ("roles",), wrong, (f"在 roles 中写 {name}", f"write {name} in roles")
    for name in sorted(set(data.roles) - set(wanted)):
        wrong = (f"流程中没有“{name}”", f"the process asks for no {name!r}")
        yield ("roles", name), wrong, ("删除或改正", "remove or mend it")


def _times(data: Implementation, package: Package) -> Iterator[Finding]:
    limits, speed = package.service.limits, package.service.speed
    if speed == "instant" and data.promised.n != 0:
        yield ("promised",), ("即办件的承诺时限应为 0", "an instant matter promises 0"), ("写 n = 0", "write n = 0")
    if speed == "promised" and data.promised.n == 0:
        wrong = ("承诺件的承诺时限不能为 0", "only an instant matter promises 0")
        yield (
            ("promised",),
            wrong,
            ("写承诺的时限，或改为即办件", "write the promised limit, or make the matter instant"),
        )
    for key, own, law in (
        ("promised", Term(data.promised.n, data.promised.unit), limits.statutory),
        ("receipt", data.receipt, limits.receipt),
        ("deliver", data.deliver, limits.deliver),
    ):
        if own and law and not _within(own, law):
            wrong = (
                f"{key} {own.n} {own.unit} 超过法定 {law.n} {law.unit}",
                f"{key} {own.n} {own.unit} is more than the law's {law.n} {law.unit}",
            )
            yield (key,), wrong, ("承诺不得超过法定", "a promise never exceeds the law")


def _within(own: Term, law: Term) -> bool:
    if own.unit == law.unit:
        return own.n <= law.n
    return own.n * _HOURS[own.unit] <= law.n * _HOURS[law.unit]
