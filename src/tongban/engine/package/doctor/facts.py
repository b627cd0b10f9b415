"""What conditions read is there: every pointer names a form datum, a scenario or a threshold of the place."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Conditions of materials and children; scenarios themselves; the fee's rule; a reason for each visit."""
    for path, condition in patient.conditions():
        for pointer in sorted(condition.reads):
            if not patient.has_fact(pointer):
                wrong = (f"条件读取的“{pointer}”不存在", f"the condition reads {pointer!r}, which does not exist")
                yield patient.toml(
                    path,
                    wrong,
                    (
                        "改为表单指针、已有的 /scenario/…，或 [local] 中写明的 /local/…",
                        "use a form pointer, a /scenario/… that is asked, or a /local/… named in [local]",
                    ),
                )
    seen: set[str] = set()
    for index, scenario in enumerate(patient.service.scenarios):
        if scenario.id in seen:
            wrong = (f"情形 {scenario.id} 重复", f"the scenario {scenario.id} stands twice")
            yield patient.toml(("scenarios", index, "id"), wrong, ("改用另一个 id", "use another id"))
        seen.add(scenario.id)
        if (scenario.type == "choice") != bool(scenario.options):
            wrong = (
                "选项只属于 choice，且 choice 必须有选项",
                "options belong to a choice, and a choice must have them",
            )
            yield patient.toml(("scenarios", index), wrong, ("补上或删除 options", "add or remove options"))
    yield from _promises(patient)


def _promises(patient: Patient) -> Iterator[Problem]:
    service = patient.service
    ids = {material.id for material in service.materials}
    promise = service.notice_and_commitment
    if promise:
        named = [("replaces", id) for id in promise.replaces] + (
            [("material", promise.material)] if promise.material else []
        )
        for key, id in named:
            if id not in ids:
                wrong = (
                    f"告知承诺引用的材料“{id}”不存在",
                    f"notice and commitment names the material {id!r}, which does not exist",
                )
                yield patient.toml(
                    ("notice_and_commitment", key), wrong, ("改为 [[materials]] 中的 id", "use an id of [[materials]]")
                )
    if service.fee and service.fee.rule not in patient.package.rules:
        wrong = (f"收费规则“{service.fee.rule}”不存在", f"the fee rule {service.fee.rule!r} does not exist")
        yield patient.toml(
            ("fee", "rule"), wrong, (f"加上 rules/{service.fee.rule}.json", f"add rules/{service.fee.rule}.json")
        )
    if service.visits.onsite and not service.visits.reason:
        wrong = ("要到现场，却没有写原因", "there are visits on site, but no reason")
        yield patient.toml(("visits",), wrong, ("写上 reason", "write reason"))
    if service.online.depth == "IV" and service.visits.onsite:
        wrong = ("全程网办（IV）不应到现场", "depth IV (wholly online) means no visit")
        yield patient.toml(("online",), wrong, ("改为 III，或 onsite = 0", "make it III, or onsite = 0"))
