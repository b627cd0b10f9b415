"""In which case a question that is not always needed has to be answered: read from `if` and `then` of the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tongban.engine.forms.display import show
from tongban.engine.forms.fields import Field, Page, Text


def told(schema: Mapping[str, Any], pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """The pages, each field with `needed_when` where another answer decides whether it is needed."""
    fields = {field.pointer: field for page in pages for field in page.fields}
    cases = dict(_cases(schema, fields))
    if not cases:
        return pages
    return tuple(replace(page, fields=tuple(_told(field, cases) for field in page.fields)) for page in pages)


def _told(field: Field, cases: Mapping[str, Text]) -> Field:
    children = tuple(_told(child, cases) for child in field.children)
    return replace(field, children=children, needed_when=None if field.required else cases.get(field.pointer))


def _cases(schema: Mapping[str, Any], fields: Mapping[str, Field]) -> Iterator[tuple[str, Text]]:
    for part in (schema, *schema.get("allOf", ())):
        case = _said(part.get("if"), fields)
        if case is not None and isinstance(part.get("then"), Mapping):
            for pointer in _required(part["then"], ""):
                yield pointer, case


def _said(condition: Any, fields: Mapping[str, Field]) -> Text | None:
    """The case in words; None where it is more than one answer out of a list."""
    properties = condition.get("properties") if isinstance(condition, Mapping) else None
    if not isinstance(properties, Mapping) or len(properties) != 1:
        return None
    ((name, wanted),) = properties.items()
    field = fields.get(f"/{name}")
    values = [wanted["const"]] if "const" in wanted else wanted.get("enum")
    if field is None or not values:
        return None
    zh = "、".join(show(field, value, "zh") for value in values)
    en = " or ".join(show(field, value, "en") for value in values)
    return f"“{field.label[0]}”为“{zh}”时必填", f"needed if “{field.label[1]}” is {en}"


def _required(then: Mapping[str, Any], at: str) -> Iterator[str]:
    for name in then.get("required", ()):
        yield f"{at}/{name}"
    for name, child in then.get("properties", {}).items():
        if isinstance(child, Mapping):
            yield from _required(child, f"{at}/{name}")
            if isinstance(child.get("items"), Mapping):
                yield from _required(child["items"], f"{at}/{name}/*")
