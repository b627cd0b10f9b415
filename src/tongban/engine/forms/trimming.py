"""Which questions are asked of these answers, and the answers without what is empty or not asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.engine import pointers
from tongban.engine.conditions import Setting
from tongban.engine.forms.fields import Field, Page


def page_visible(page: Page, answers: Mapping[str, Any], setting: Setting) -> bool:
    """Whether the page itself is asked; its fields may still all be hidden."""
    return page.visible_if is None or page.visible_if.holds(setting.facts(answers))


def field_visible(
    field: Field, answers: Mapping[str, Any], setting: Setting, item: Mapping[str, Any] | None = None
) -> bool:
    """Whether one field of a visible page is asked."""
    return field.visible_if is None or field.visible_if.holds(setting.facts(answers), item)


def trim(pages: Iterable[Page], answers: Mapping[str, Any], setting: Setting) -> tuple[dict[str, Any], frozenset[str]]:
    """The answers that count, and the pointers of every question that is not asked.

    One pass in page order is enough: a condition only reads what was asked before it (checked at compile time).
    """
    pages = tuple(pages)
    kept: dict[str, Any] = _prune(answers) or {}
    hidden: set[str] = set()
    for page in pages:
        shown = page_visible(page, kept, setting)
        for field in page.fields:
            if not shown or not field_visible(field, kept, setting):
                hidden.add(field.pointer)
                kept = pointers.drop(kept, field.pointer)
            elif field.children:
                kept = _trim_rows(field, kept, setting, hidden)
    return kept, frozenset(hidden)


def _trim_rows(field: Field, kept: dict[str, Any], setting: Setting, hidden: set[str]) -> dict[str, Any]:
    rows = pointers.get(kept, field.pointer)
    if not isinstance(rows, list):
        return kept
    result: list[Any] = []
    for row in rows:
        for child in field.children if isinstance(row, dict) else ():
            if not field_visible(child, kept, setting, row):
                hidden.add(child.at(len(result)).pointer)
                row = {key: value for key, value in row.items() if key != child.key}
        if row != {}:
            result.append(row)
        else:
            hidden -= {child.at(len(result)).pointer for child in field.children}
    return pointers.put(kept, field.pointer, result) if result else pointers.drop(kept, field.pointer)


def _prune(value: Any) -> Any:
    """Blank texts, nulls, empty lists and objects become None, that is: no answer."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, Mapping):
        inner = {key: _prune(child) for key, child in value.items()}
        return {key: child for key, child in inner.items() if child is not None} or None
    if isinstance(value, list):
        items = [_prune(child) for child in value]
        return [item for item in items if item is not None] or None
    return value
