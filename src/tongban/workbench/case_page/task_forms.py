"""Completing a task: its own form from the package, or verdict and reason; who took part; what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongban.cases.actions import working
from tongban.cases.models import Task
from tongban.cases.queries.file import CaseFile
from tongban.cases.refusals import ActRefused
from tongban.engine.forms import Form as PackageForm
from tongban.engine.letters.kinds import KINDS
from tongban.workbench.case_page import act_fields
from tongban.workbench.forms import Form
from tongban.workbench.words import said

LEGAL = ("=accept", "=decide", "=deliver", "=glyph", *(f"=letter:{kind}" for kind in KINDS))  # by an act of their own


@dataclass
class TaskForm:
    """One open task as the page shows it. `asked` are (field, value, problem) of the package's own form."""

    task: Task
    file: CaseFile
    posted: Any = None
    refusal: ActRefused | None = None

    def __post_init__(self) -> None:
        self.form = Form(self._plain_fields(), self.posted or {}, self._start())
        self.record: dict[str, Any] = {}
        if self.package_form is not None and self.posted is not None:
            self.record = read_record(self.package_form, self.posted)

    @property
    def package_form(self) -> PackageForm | None:
        """The form the diagram names for this task."""
        net = self.file.work.package.net
        node = net.nodes.get(self.task.node) if net is not None else None
        name = node.attributes.get("form") if node is not None else None
        return self.file.work.package.task_forms[name] if name else None

    def _plain_fields(self):  # type: ignore[no-untyped-def]
        own = () if self.package_form is not None else act_fields.verdict("complete")
        if self.task.node == "=after-check":
            return own
        return (*own, *act_fields.others(self.file, self.task), act_fields.relied_on(self.file, "complete"))

    def _start(self) -> dict[str, Any]:
        if self.posted is not None:
            return {}  # what was unticked stays so
        joined = [str(one) for one in self.task.officers if one != self.file.work.actor.id]
        return {"complete-relied": self.file.basis.opened(), "complete-officers": joined}

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The questions of the package's form, with their pages as headings."""
        if self.package_form is None:
            return []
        problems = {one.pointer: one for one in (self.refusal.problems if self.refusal else ())}  # type: ignore[attr-defined]
        found = []
        for page in self.package_form.pages:
            rows = [
                {
                    "field": field,
                    "value": _value(self.record, field.key),
                    "problem": _problem(problems.get(field.pointer)),
                }
                for field in page.fields
            ]
            found.append({"title": said(page.title), "rows": rows})
        return found

    def complete(self, version: int) -> None:
        """Calls the action. Raises ActRefused."""
        package_form = self.package_form
        if package_form is not None:
            give: Mapping[str, Any] = package_form.trim(self.record)
        else:
            give = {name: self.form.text(f"complete-{name}") for name in ("verdict", "reason")}
        working.complete(
            self.task.id, actor=self.file.work.actor, give=give, officers=self._others(),
            relied_on=self.form.many("complete-relied"), version=version,
        )  # fmt: skip

    def _others(self) -> list[UUID]:
        try:
            return [UUID(one) for one in self.form.many("complete-officers")]
        except ValueError:
            raise ActRefused("two-officers") from None


def read_record(form: PackageForm, posted: Any) -> dict[str, Any]:
    """Every page of a task form out of one POST; what cannot be read stays as it was typed."""
    record: dict[str, Any] = {}
    for page in form.pages:
        record = form.read_page(page, dict(posted.lists())).apply(record)
    return record


def _value(record: Mapping[str, Any], key: str) -> Any:
    return record.get(key)


def _problem(found: Any) -> dict[str, str] | None:
    return {"zh": found.zh, "en": found.en} if found is not None else None
