"""The one verdict on answers: the schema's errors, each attributed to the question where a person can mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import jsonschema_rs

from tongban.engine import pointers
from tongban.engine.conditions import Setting
from tongban.engine.forms import messages, trimming
from tongban.engine.forms.fields import Field, FieldProblem, Page
from tongban.engine.forms.formats import FAR_FUTURE
from tongban.engine.forms.guard import guard
from tongban.engine.forms.identifiers import citizen_id_problem

UNKNOWN = ("没有这一项，请删去", "There is no such question: remove it")
NOT_AN_OBJECT = ("应为一个对象", "An object is needed")


class Checker:
    """Built once per form; holds no state of a check."""

    def __init__(
        self,
        schema: Mapping[str, Any],
        pages: tuple[Page, ...],
        elsewhere: tuple[Field, ...],
        validator: jsonschema_rs.Draft202012Validator,
    ) -> None:
        self.pages, self.schema, self.validator = pages, schema, validator
        tops = [*(field for page in pages for field in page.fields), *elsewhere]
        self.fields = {field.pointer: field for top in tops for field in (top, *top.children)}
        self.order = {pointer: n for n, pointer in enumerate(self.fields)}
        self.groups = {
            pointers.join(list(parts[:n]))
            for p in self.fields
            for parts in [pointers.split(p)]
            for n in range(len(parts))
        }
        self.required_groups = sorted(self._required_groups(schema, ""), key=len)

    def check(self, answers: Any, setting: Setting, today: date | None) -> list[FieldProblem]:
        """See Form.check."""
        if not isinstance(answers, Mapping):
            return [FieldProblem("", *NOT_AN_OBJECT)]
        safe, found = guard(answers)
        kept, hidden = trimming.trim(self.pages, safe, setting)
        problems: dict[str, FieldProblem] = {}
        for at, (zh, en) in found:
            field, where = self._locate(pointers.split(at))
            label = (field.label[0] + "：", field.label[1] + ": ") if field else ("", "")
            if not self._is_hidden(where, hidden):
                problems.setdefault(where, FieldProblem(where, label[0] + zh, label[1] + en))
        for at in self._unknown(kept, ""):
            problems.setdefault(at, FieldProblem(at, *UNKNOWN))
        for problem in self._schema_problems(kept, hidden):
            problems.setdefault(problem.pointer, problem)
        for problem in (*self._future_births(kept, today), *self._too_late(kept, today)):
            problems.setdefault(problem.pointer, problem)
        return sorted(problems.values(), key=self._place)

    def _schema_problems(self, kept: dict[str, Any], hidden: frozenset[str]) -> Iterator[FieldProblem]:
        for group in self.required_groups:
            if pointers.get(kept, group) is pointers.MISSING:
                kept = pointers.put(kept, group, {})
        late: list[FieldProblem] = []
        for error in self.validator.iter_errors(kept):
            keyword, bound = error.kind.name, error.kind.value
            path = [str(part) for part in error.instance_path]
            if keyword == "required":
                path.append(str(getattr(error.kind, "property", bound)))
            field, where = self._locate(path)
            if field is not None and field.age_at is not None and not self._is_hidden(where, hidden):
                late.append(self._age_problem(field, keyword, bound, error.instance))
                continue
            if self._is_hidden(where, hidden) or (keyword == "additionalProperties" and self._is_group(path)):
                continue
            if field is None:
                yield FieldProblem(where, *UNKNOWN)
            elif keyword == "required" and len(pointers.split(where)) < len(path):
                yield FieldProblem(where, *messages.wrong(field, "pattern", None, None))
            else:
                yield FieldProblem(where, *messages.wrong(field, keyword, bound, error.instance))
        yield from late

    def _age_problem(self, field: Field, keyword: str, bound: Any, value: Any) -> FieldProblem:
        """Told at the number it comes from: that is what a person can mend. After what is wrong with the number."""
        source = self.fields[str(field.age_at)]
        said = messages.missing(source) if keyword == "required" else field.wrong
        return FieldProblem(source.pointer, *(said or messages.wrong(field, keyword, bound, value)))

    def _future_births(self, kept: dict[str, Any], today: date | None) -> Iterator[FieldProblem]:
        if today is None:
            return
        for at, value in pointers.leaves(kept):
            field, where = self._locate(pointers.split(at))
            if field is None or field.format != "citizen-id" or not isinstance(value, str):
                continue
            if citizen_id_problem(value, FAR_FUTURE) is None and citizen_id_problem(value, today) is not None:
                yield FieldProblem(where, *messages.wrong_format(field, value, today))

    def _too_late(self, kept: dict[str, Any], today: date | None) -> Iterator[FieldProblem]:
        """What has happened has a day (`x-latest`: "today"): none that is still to come."""
        for at, value in pointers.leaves(kept) if today else ():
            field, where = self._locate(pointers.split(at))
            if field is None or field.schema.get("x-latest") != "today" or not isinstance(value, str):
                continue
            if today and value[:10] > today.isoformat():
                zh, en = field.label
                yield FieldProblem(where, f"{zh}不能晚于今天", f"{en} cannot be later than today")

    def _locate(self, path: list[str]) -> tuple[Field | None, str]:
        """The field that a place in the answers belongs to, and that field's real pointer."""
        pattern = [self._star(path, n) for n in range(len(path))]
        for length in range(len(path), 0, -1):
            field = self.fields.get(pointers.join(list(pattern[:length])))
            if field is not None:
                return field, pointers.join(list(path[:length]))
        below = pointers.join(list(path)) + "/"
        first = next((field for pointer, field in self.fields.items() if pointer.startswith(below)), None)
        return (first, first.pointer) if first and path else (None, pointers.join(list(path)))

    def _star(self, path: list[str], index: int) -> str:
        part = path[index]
        parent = self.fields.get(pointers.join(list(path[:index])))
        return "*" if part.isdecimal() and parent is not None and parent.children else part

    def _is_group(self, path: list[str]) -> bool:
        pattern = pointers.join([self._star(path, n) for n in range(len(path))])
        return pattern in self.groups

    def _is_hidden(self, where: str, hidden: frozenset[str]) -> bool:
        return any(where == one or where.startswith(f"{one}/") for one in hidden)

    def _unknown(self, value: Any, pattern: str, at: str = "") -> Iterator[str]:
        if not isinstance(value, Mapping):
            return
        for key, child in value.items():
            step = pointers.join([key])
            here, real = pattern + step, at + step
            field = self.fields.get(here)
            if field is None and here not in self.groups:
                yield real
            elif field is None:
                yield from self._unknown(child, here, real)
            elif field.children and isinstance(child, list):
                for index, item in enumerate(child):
                    yield from self._unknown(item, f"{here}/*", f"{real}/{index}")

    def _required_groups(self, schema: Mapping[str, Any], at: str) -> Iterator[str]:
        """Objects that must be there but are no question themselves: looked into even when nothing was answered."""
        for name in schema.get("required", []):
            pointer, child = f"{at}/{name}", schema.get("properties", {}).get(name)
            while isinstance(child, Mapping) and str(child.get("$ref", "")).startswith("#/"):
                child = pointers.get(self.schema, child["$ref"][1:])
            if pointer in self.groups and pointer not in self.fields and isinstance(child, Mapping):
                yield pointer
                yield from self._required_groups(child, pointer)

    def _place(self, problem: FieldProblem) -> tuple[int, int, int, str]:
        """Form order: by question, inside a repeat group by row and then by question."""
        path = pointers.split(problem.pointer)
        field, _ = self._locate(path)
        if field is None:
            return len(self.order), 0, 0, problem.pointer
        group = field.pointer.split("/*")[0]
        row = int(path[group.count("/")]) if "*" in field.pointer else -1
        return self.order[group], row, self.order[field.pointer], problem.pointer
