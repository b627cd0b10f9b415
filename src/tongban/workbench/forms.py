"""Plain forms of the office: fields in both languages, what was typed, and what the action refused, by field.

An action decides what is right; these only carry its words (`Refuse.problems`) back to the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from typing import Any

Pair = tuple[str, str]


@dataclass(frozen=True)
class Field:
    """One question, with the attributes that ui's `form_field` reads."""

    name: str
    label: dict[str, str]
    widget: str = "text"
    hint: dict[str, str] | None = None
    options: dict[str, dict[str, str]] = part(default_factory=dict)
    required: bool = True
    autocomplete: str = ""
    pointer: str = ""
    schema: dict[str, Any] = part(default_factory=dict)
    children: tuple["Field", ...] = ()
    needed_when: dict[str, str] | None = None


def _said(pair: Pair) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}


def field(
    name: str, zh: str, en: str, *, widget: str = "text", hint: Pair | None = None, required: bool = True,
    autocomplete: str = "", options: Mapping[str, Pair] | None = None, needed_when: Pair | None = None,
) -> Field:  # fmt: skip
    """A field in both languages; `needed_when` says in which case one that is not required has to be filled."""
    chosen = {value: _said(pair) for value, pair in (options or {}).items()}
    return Field(
        name, {"zh": zh, "en": en}, widget, _said(hint) if hint else None, chosen, required, autocomplete, "/" + name,
        needed_when=_said(needed_when) if needed_when else None,
    )  # fmt: skip


def radio(name: str, zh: str, en: str, options: Mapping[str, Pair], **more: Any) -> Field:
    """One of a few."""
    return field(name, zh, en, widget="radio", options=options, **more)


def select(name: str, zh: str, en: str, options: Mapping[str, Pair], **more: Any) -> Field:
    """One of many."""
    return field(name, zh, en, widget="select", options=options, **more)


@dataclass(frozen=True)
class Row:
    """A field as a page shows it again: value and problem ({"zh", "en"} or None)."""

    field: Field
    value: Any
    problem: dict[str, str] | None


class Form:
    """Fields with the posted values."""

    def __init__(self, fields: Iterable[Field], data: Any, initial: Mapping[str, Any] | None = None) -> None:
        self.fields = tuple(fields)
        self.values: dict[str, Any] = dict(initial or {})
        for each in self.fields:
            if each.widget == "date" and f"{each.name}-year" in data:
                self.values[each.name] = self._date_parts(each.name, data)
            elif each.name in data:
                many = each.widget == "checkboxes"
                self.values[each.name] = data.getlist(each.name) if many else data.get(each.name)
        self.problems: dict[str, Pair] = {}

    @staticmethod
    def _date_parts(name: str, data: Any) -> str:
        year, month, day = (data.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day"))
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}" if year or month or day else ""

    def text(self, name: str) -> str:
        """What was typed, without blanks around it."""
        return str(self.values.get(name) or "").strip()

    def many(self, name: str) -> list[str]:
        """What was ticked."""
        value = self.values.get(name) or []
        return [value] if isinstance(value, str) else list(value)

    def day(self, name: str) -> date | None:
        """The day, or None; a day that does not exist becomes a problem of the field."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.problems[name] = (
                "请填写正确的日期，例如 2026 年 3 月 1 日",
                "Enter a real date, such as 1 March 2026",
            )
            return None

    def refuse(self, problems: Mapping[str, Pair]) -> None:
        """Takes over what an action refused."""
        self.problems.update(problems)

    def forget(self, *names: str) -> None:
        """These values are not shown again."""
        for name in names:
            self.values.pop(name, None)

    @property
    def rows(self) -> list[Row]:
        """The fields for the page."""
        return [
            Row(
                each,
                self.values.get(each.name),
                _said(self.problems[each.name]) if each.name in self.problems else None,
            )
            for each in self.fields
        ]

    @property
    def general(self) -> list[dict[str, str]]:
        """Problems that belong to no field."""
        names = {each.name for each in self.fields}
        return [_said(pair) for name, pair in self.problems.items() if name not in names]

    @property
    def summary(self) -> list[dict[str, Any]]:
        """The error summary on top: field name ("" for the whole form) and what is wrong with it."""
        found = [{"name": "", "problem": said} for said in self.general]
        return found + [{"name": row.field.name, "problem": row.problem} for row in self.rows if row.problem]
