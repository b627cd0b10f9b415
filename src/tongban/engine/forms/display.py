"""Answers as rows for people (check-your-answers, officers' pages, letters), and what changed between two sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.engine import pointers
from tongban.engine.conditions import same
from tongban.engine.forms import attached
from tongban.engine.forms.fields import Field, Page
from tongban.engine.forms.formats import is_date
from tongban.engine.forms.messages import money

_NONE = {"zh": "未填写", "en": "Not provided"}
_YES_NO = {"zh": ("是", "否"), "en": ("Yes", "No")}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Row:
    """One line: `pointer` has real row numbers, `page` is the id of the page where it can be changed."""

    page: str
    pointer: str
    label: str
    value: str
    personal: bool
    answered: bool
    files: tuple[str, ...] = ()
    """Ids of the uploads, where the question is for files."""


def describe(
    pages: Iterable[Page],
    answers: Mapping[str, Any],
    hidden: frozenset[str],
    lang: str,
    uploads: Mapping[str, str],
) -> Iterator[Row]:
    """Rows of the asked questions in page order. `lang` is "zh" or "en"; `uploads` names files by id."""
    for page in pages:
        for field in page.fields:
            if field.pointer in hidden:
                continue
            value = pointers.get(answers, field.pointer)
            if field.widget == "file":
                yield _files(page.id, field, attached.ids_at(answers, field.pointer), lang, uploads)
            elif field.children and isinstance(value, list) and value:
                yield from _rows(page.id, field, value, hidden, lang)
            else:
                yield _row(page.id, field, value, lang, "")


def _files(page: str, field: Field, ids: tuple[str, ...], lang: str, uploads: Mapping[str, str]) -> Row:
    value = attached.shown([uploads.get(one) for one in ids], lang) if ids else _NONE[lang]
    label = field.label[0 if lang == "zh" else 1]
    return Row(page, field.pointer, label, value, field.personal, bool(ids), ids)


def _rows(page: str, field: Field, items: list[Any], hidden: frozenset[str], lang: str) -> Iterator[Row]:
    label = field.label[0 if lang == "zh" else 1]
    for index, item in enumerate(items):
        for child in field.children:
            here = child.at(index)
            if here.pointer not in hidden:
                value = item.get(child.key, pointers.MISSING) if isinstance(item, Mapping) else pointers.MISSING
                yield _row(page, here, value, lang, f"{label} {index + 1} · ")


def _row(page: str, field: Field, value: Any, lang: str, before: str) -> Row:
    label = before + field.label[0 if lang == "zh" else 1]
    answered = value is not pointers.MISSING and value is not None
    return Row(
        page, field.pointer, label, show(field, value, lang) if answered else _NONE[lang], field.personal, answered
    )


def show(field: Field, value: Any, lang: str) -> str:
    """One value in words. A value of the wrong type is shown as it is rather than hidden."""
    side = 0 if lang == "zh" else 1
    if isinstance(value, bool):
        return _YES_NO[lang][0 if value else 1]
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(show(field, item, lang) for item in value)
    for choice, label in field.options:
        if same(choice, value):
            return label[side]
    if field.widget == "money" and isinstance(value, int):
        return f"{money(value)} 元" if lang == "zh" else f"{money(value)} yuan"
    if field.format == "date" and isinstance(value, str) and is_date(value):
        return show_date(date.fromisoformat(value), lang)
    return str(value)


def show_date(day: date, lang: str) -> str:
    """2026年3月27日, or 27 March 2026."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Pointers of single values that were changed, added or removed, in order of the new answers, then the old."""
    before, after = dict(pointers.leaves(old)), dict(pointers.leaves(new))
    changed = [at for at, value in after.items() if at not in before or not same(before[at], value)]
    return tuple(changed + [at for at in before if at not in after])
