"""Task forms: every tb:form is there, and every tasks/ form is used."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.nodes import elements
from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem


def check(patient: Patient) -> Iterator[Problem]:
    """Forms named and forms present are the same set; a task that two officers do names two."""
    used = set()
    for element in elements(patient.package):
        form = element.attributes.get("form")
        if form is None:
            continue
        used.add(form)
        if form not in patient.package.task_forms:
            wrong = (f"环节引用的表单“{form}”不存在", f"the task form {form!r} does not exist")
            mend = (f"加上 tasks/{form}.schema.json 和 .ui.json", f"add tasks/{form}.schema.json and .ui.json")
            yield patient.file("process.bpmn", element.line, element.id, wrong, mend)
    for form in patient.package.task_forms:
        if form not in used:
            wrong = (f"环节表单“{form}”没有被使用", f"no task uses the form {form!r}")
            yield patient.file(
                f"tasks/{form}.schema.json",
                1,
                form,
                wrong,
                ("在流程中引用，或删除", "name it in the process, or remove it"),
            )
