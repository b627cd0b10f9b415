"""Turns what a browser posted for one page into typed answers. What cannot be read stays as typed, to be refused.

A repeat group is posted as members-0-name, members-1-name…; its buttons are named add:members and remove:members:0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.engine import pointers
from tongban.engine.forms.fields import Field, Page
from tongban.engine.forms.formats import IDENTIFIERS, plain

Posted = Mapping[str, list[str]]
MAX_ROWS = 200


@dataclass(frozen=True)
class PageInput:
    """`patch`: pointer → value, None where nothing was answered. `raw`: what was typed, by POST name, to show again.

    Rows of a repeat group are numbered anew in both, without those that were removed or left empty.

    `stay`: an add or remove button was pressed, so show the page again without checking it.
    """

    patch: Mapping[str, Any]
    raw: Mapping[str, list[str]]
    stay: bool

    def apply(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The draft with this page's answers in it."""
        result = dict(answers)
        for pointer, value in self.patch.items():
            result = pointers.drop(result, pointer) if value is None else pointers.put(result, pointer, value)
        return result


def read_page(page: Page, data: Posted) -> PageInput:
    """Reads every field of the page but files, which have their own requests."""
    patch: dict[str, Any] = {}
    raw: dict[str, list[str]] = {}
    stay = False
    for field in page.fields:
        if field.widget == "file" or field.age_at is not None:
            continue
        if field.widget == "repeat":
            rows, pressed = _rows(field, data, raw)
            patch[field.pointer] = rows or None
            stay = stay or pressed
        else:
            patch[field.pointer] = _value(field, data, raw)
    return PageInput(patch, raw, stay)


def _rows(field: Field, data: Posted, raw: dict[str, list[str]]) -> tuple[list[dict[str, Any]], bool]:
    pattern = re.compile(rf"{re.escape(field.name)}-(\d{{1,3}})(?:-|$)")
    numbers = sorted({int(found.group(1)) for name in data if (found := pattern.match(name))})
    rows: list[dict[str, Any]] = []
    removed = [n for n in numbers if f"remove:{field.name}:{n}" in data]
    adding = f"add:{field.name}" in data
    pressed = adding or any(name.startswith(f"remove:{field.name}:") for name in data)
    for number in numbers[:MAX_ROWS]:
        if number in removed:
            continue
        typed: dict[str, list[str]] = {}
        row = _row(field, number, data, typed)
        if row or pressed:  # an empty row stays only while rows are being arranged
            before = f"{field.name}-{number}"
            raw |= {f"{field.name}-{len(rows)}{name.removeprefix(before)}": texts for name, texts in typed.items()}
            rows.append(row)
    if adding and len(rows) < MAX_ROWS:
        rows.append({})
    return rows, pressed


def _row(field: Field, number: int, data: Posted, typed: dict[str, list[str]]) -> dict[str, Any]:
    found = {child.key: _value(child.at(number), data, typed) for child in field.children}
    return {key: value for key, value in found.items() if value is not None}


def _value(field: Field, data: Posted, raw: dict[str, list[str]]) -> Any:
    if field.widget == "date" and f"{field.name}-year" in data:
        return _date(field, data, raw)
    typed = [clean(text) for text in data.get(field.name, [])]
    if typed:
        raw[field.name] = typed
    if field.widget == "checkboxes":
        return [_option(field, text) for text in typed if text] or None
    text = typed[-1].strip() if typed else ""
    if not text:
        return None
    return _typed(field, text)


def _typed(field: Field, text: str) -> Any:
    if field.widget == "yes-no":
        return {"true": True, "yes": True, "false": False, "no": False}.get(text, text)
    if field.options:
        return _option(field, text)
    if field.widget == "money":
        return _fen(text)
    if field.type in ("integer", "number"):
        return _number(text)
    if field.format in IDENTIFIERS:
        return plain(str(field.format), text)
    if field.widget == "date":
        return _iso(unicodedata.normalize("NFKC", text))
    return text if field.widget == "textarea" else text.replace("\n", " ")


def clean(text: str) -> str:
    """One kind of line end; nothing else is changed, so that nothing typed is lost."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _option(field: Field, text: str) -> Any:
    return next((value for value, _ in field.options if str(value) == text), text)


def _plain(text: str) -> str:
    return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))


def _number(text: str) -> Any:
    plain = _plain(text)
    if re.fullmatch(r"[+-]?[0-9]{1,15}", plain):
        return int(plain)
    if re.fullmatch(r"[+-]?[0-9]{1,15}\.[0-9]{1,15}", plain):
        number = Decimal(plain)
        return int(number) if number == number.to_integral_value() else float(number)
    return text


def _fen(text: str) -> Any:
    plain = _plain(text).removeprefix("¥").removesuffix("元")
    if re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,2})?", plain):
        return int(Decimal(plain) * 100)
    return text


def _date(field: Field, data: Posted, raw: dict[str, list[str]]) -> str | None:
    parts = []
    for part in ("year", "month", "day"):
        name = f"{field.name}-{part}"
        typed = [clean(text) for text in data.get(name, [])]
        raw[name] = typed
        parts.append(_plain(typed[-1]) if typed else "")
    return _iso("-".join(parts)) if any(parts) else None


def _iso(text: str) -> str:
    found = re.fullmatch(r"([0-9]{4})\D{1,2}([0-9]{1,2})\D{1,2}([0-9]{1,2})日?", text.strip())
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else text
