"""A matter about something the platform itself knows: its form takes the key and what follows, and no other form does."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.forms.fields import ABOUT
from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem

NEEDED = ("access", "access-when", "access-department", "access-who")


def check(patient: Patient) -> Iterator[Problem]:
    """about = "access" with all of NEEDED among the questions; their names nowhere else."""
    form, service = patient.package.form, patient.service
    takes = {field.own.take: field for page in form.pages for field in page.fields if field.own is not None}
    if service.about:
        for one in NEEDED:
            if one not in takes:
                wrong = (
                    f"about = “{service.about}”，表单却没有 own.take = “{one}” 的问题",
                    f"no question of the form takes {one!r}",
                )
                mend = ("给一个文本问题加上它", "let a text question take it")
                yield patient.toml(("about",), wrong, mend)
        return
    for one in ABOUT:
        if one in takes:
            wrong = (f"问题“{takes[one].pointer}”取自 {one}", f"the question {takes[one].pointer} takes {one!r}")
            mend = (
                '在 service.toml 写 about = "access"，或删去 own',
                'write about = "access" in service.toml, or remove own',
            )
            yield patient.json("form.ui.json", f"/fields{takes[one].pointer}/own", wrong, mend)
