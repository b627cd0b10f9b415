"""What a condition compares with can be an answer: a value of the type, and of the choices, of what it points to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.engine.package.doctor.report import Pair, Patient
from tongban.engine.package.package import Package
from tongban.engine.problems import Problem

NUMBERS = ("number", "integer")
_MEND = ("改为这一项可以有的答案", "compare with an answer it can have")
_MEND_ORDER = ("只比较数字的大小", "compare the size of numbers only")


@dataclass(frozen=True)
class Answers:
    """What answers something can have: its JSON type ("" when it may be any) and its choices, if it has a list."""

    type: str
    choices: Sequence[Any] | None = None

    def can_be(self, value: Any) -> bool:
        """Whether `value` is such an answer."""
        fits: Mapping[str, bool] = {
            "boolean": isinstance(value, bool),
            "integer": isinstance(value, int) and not isinstance(value, bool),
            "number": isinstance(value, int | float) and not isinstance(value, bool),
            "string": isinstance(value, str),
            "array": isinstance(value, list | tuple),
            "object": isinstance(value, Mapping),
        }
        return fits.get(self.type, True) and (self.choices is None or value in self.choices)

    @property
    def kind(self) -> str:
        """The type, with one name for all numbers."""
        return "number" if self.type in NUMBERS else self.type


def check(patient: Patient) -> Iterator[Problem]:
    """Conditions of service.toml, and every visible-if of the form."""
    for path, condition in patient.conditions():
        for wrong, mend in faults(patient.package, condition.document, ""):
            yield patient.toml(path, wrong, mend)
    form = patient.package.form
    for index, page in enumerate(form.pages):
        if page.visible_if:
            for wrong, mend in faults(patient.package, page.visible_if.document, ""):
                yield patient.json("form.ui.json", f"/pages/{index}/visible-if", wrong, mend)
        for field in page.fields:
            if field.visible_if:
                for wrong, mend in faults(patient.package, field.visible_if.document, ""):
                    yield patient.json("form.ui.json", f"/fields{field.pointer}/visible-if", wrong, mend)
            for child in field.children:
                if child.visible_if:
                    for wrong, mend in faults(patient.package, child.visible_if.document, f"{field.pointer}/*"):
                        where = f"/fields{field.pointer}/item/{child.key}/visible-if"
                        yield patient.json("form.ui.json", where, wrong, mend)


def faults(package: Package, document: Mapping[str, Any], row: str) -> Iterator[tuple[Pair, Pair]]:
    """What is wrong with what a condition compares with; `row` is the list whose rows "./x" reads."""
    ((word, body),) = document.items()
    if word in ("and", "or"):
        for part in body:
            yield from faults(package, part, row)
    elif word == "not":
        yield from faults(package, body, row)
    else:
        yield from _pair_faults(package, word, body[0], body[1], row)


def _pair_faults(package: Package, word: str, pointer: str, value: Any, row: str) -> Iterator[tuple[Pair, Pair]]:
    answers = _answers(package, pointer, row)
    if answers is None:
        return  # what does not exist is told elsewhere
    if word in ("less", "at_least") and answers.type not in (*NUMBERS, ""):
        yield (f"“{pointer}”不是数字", f"{pointer!r} is no number"), _MEND_ORDER
    if isinstance(value, Mapping) and set(value) == {"at"}:
        other = _answers(package, value["at"], row)
        if other and answers.kind and other.kind and other.kind != answers.kind:
            wrong = (
                f"“{pointer}”与“{value['at']}”不是同一种答案",
                f"{pointer!r} ({answers.type}) never equals {value['at']!r} ({other.type})",
            )
            yield wrong, _MEND
        return
    for one in value if word == "in" else () if word in ("less", "at_least") else (value,):
        if not answers.can_be(one):
            yield (f"“{pointer}”的答案不会是 {one!r}", f"{pointer!r} is never answered {one!r}"), _MEND


def _answers(package: Package, pointer: str, row: str) -> Answers | None:
    if pointer.startswith("./"):
        pointer = row + pointer[1:]
    for scenario in package.service.scenarios:
        if scenario.pointer == pointer:
            choice = scenario.type == "choice"
            return Answers("string" if choice else scenario.type, tuple(scenario.options) if choice else None)
    if pointer in package.service.beside:
        return Answers("number")
    schema = package.pointers.get(pointer)
    if schema is None:
        return None
    named = schema.get("type")
    choices = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return Answers(named if isinstance(named, str) else "", choices)
