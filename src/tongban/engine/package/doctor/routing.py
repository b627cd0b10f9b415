"""Departments of tasks: the rule or the answer that chooses one is there, and a rule gives only names of roles."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.nodes import elements
from tongban.engine.package.doctor.report import Patient
from tongban.engine.package.routing import routes
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Every tb:department="rule:<name>", and "answer:<name>"."""
    rules, answers = patient.package.rules, patient.package.pointers
    for element in elements(patient.package):
        owner, _, name = element.attributes.get("department", "").partition(":")
        if owner == "answer" and answers.get(f"/{name}", {}).get("type") != "string":
            wrong = (f"表单没有文本“/{name}”", f"the form has no text /{name}")
            mend = ("写表单里放部门代码的问题", "name the question of the form that holds the code of a department")
            yield patient.file("process.bpmn", element.line, element.id, wrong, mend)
        if owner != "rule":
            continue
        if name not in rules:
            listed = ", ".join(rules) or "无 / none"
            wrong = (f"没有规则“{name}”", f"there is no rule {name!r}")
            mend = (f"加上 rules/{name}.json；已有：{listed}", f"add rules/{name}.json; there are: {listed}")
            yield patient.file("process.bpmn", element.line, element.id, wrong, mend)
        elif routes(rules[name]) is None:
            wrong = (f"规则“{name}”不能决定部门", f"the rule {name!r} cannot choose a department")
            mend = (
                "写成决策表，结果为文本，每行是一个带引号的名称",
                "make it a table with a text result, each row a name in quotes",
            )
            yield patient.file("process.bpmn", element.line, element.id, wrong, mend)
