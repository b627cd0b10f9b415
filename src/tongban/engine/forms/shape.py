"""What form.schema.json and form.ui.json must look like before anything is built from them: each key of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Fault = tuple[str, str, str]
"""Place, Chinese, English."""
MOST_ROWS = 30


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_rows(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_ROWS


def _is_pointers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.startswith("/") for one in value)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


_FIELD: dict[str, tuple[Callable[[Any], bool], str, str]] = {
    "widget": (_is_text, "应为控件的名称", "the name of a widget is needed"),
    "autocomplete": (_is_text, "应为文本，如 name", "a text such as name is needed"),
    "rows": (_is_rows, f"应为 1 到 {MOST_ROWS} 的整数", f"a whole number from 1 to {MOST_ROWS} is needed"),
    "options": (_is_table, "应为 { 选项: 中英文 }", "an object of options with their texts is needed"),
    "item": (_is_table, "应为 { 指针: 字段 }", "an object of pointers with their fields is needed"),
}


def ui_faults(ui: Mapping[str, Any]) -> Iterator[Fault]:
    """Whatever in form.ui.json is of another kind than its place asks for."""
    for name in ("pages", "elsewhere"):
        if not isinstance(ui.get(name, []), list):
            yield f"/{name}", "应为列表", "a list is needed"
    if not _is_pointers(ui.get("elsewhere", [])):
        yield "/elsewhere", "应为指针的列表", "a list of pointers is needed"
    pages = ui.get("pages")
    for index, page in enumerate(pages if isinstance(pages, list) else ()):
        if isinstance(page, Mapping) and not _is_pointers(page.get("fields", [])):
            yield f"/pages/{index}/fields", "应为指针的列表", "a list of pointers is needed"
        elif isinstance(page, Mapping) and not page.get("fields"):
            yield f"/pages/{index}/fields", "一页至少要有一个字段", "a page needs at least one field"
    yield from _fields(ui.get("fields", {}), "/fields")


def _fields(fields: Any, where: str) -> Iterator[Fault]:
    if not isinstance(fields, Mapping):
        yield where, "应为 { 指针: 字段 }", "an object of pointers with their fields is needed"
        return
    for pointer, field in fields.items():
        at = f"{where}{pointer}" if str(pointer).startswith("/") else f"{where}/{pointer}"
        if not isinstance(field, Mapping):
            yield at, "应为一个对象", "an object is needed"
            continue
        for key, (fits, zh, en) in _FIELD.items():
            if key in field and not fits(field[key]):
                yield f"{at}/{key}", zh, en
        if isinstance(field.get("item"), Mapping):
            yield from _fields(field["item"], f"{at}/item")


def schema_faults(schema: Mapping[str, Any], where: str = "", base: Mapping[str, Any] | None = None) -> Iterator[Fault]:
    """Names that lead nowhere, bounds that leave nothing, marks that mark nothing; inside objects and lists too.

    `base`: the schema of the same place, where this one only adds to it (`if`, `then`, `else`, `allOf`).
    """
    whole = schema if base is None else base
    names = {**_table(whole, "properties"), **_table(schema, "properties")}
    for name in schema.get("required", ()) if "$ref" not in schema and "$ref" not in whole else ():
        if name not in names:
            yield f"{where}/required", f"“{name}”不在 properties 中", f"{name!r} is not among the properties"
    if not isinstance(schema.get("x-personal", False), bool):
        yield f"{where}/x-personal", "应为 true 或 false", "true or false is needed"
    for least, most in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        low, high = schema.get(least), schema.get(most)
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            yield f"{where}/{most}", f"{most} 小于 {least}", f"{most} is less than {least}: no answer would do"
    enum = schema.get("enum")
    if isinstance(enum, list) and len({repr(one) for one in enum}) != len(enum):
        yield f"{where}/enum", "有重复的选项", "an option stands twice"
    if ("then" in schema or "else" in schema) != ("if" in schema):
        yield where, "if 要有 then 或 else，then 和 else 要有 if", "if needs then or else, and they need if"
    yield from _inside(schema, where, whole)


def _inside(schema: Mapping[str, Any], where: str, whole: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("properties", "$defs"):
        for key, child in _table(schema, name).items():
            if isinstance(child, Mapping):
                yield from schema_faults(child, f"{where}/{name}/{key}", _table(_table(whole, name), key) or None)
    for word, base in (("items", _table(whole, "items") or None), ("if", whole), ("then", whole), ("else", whole)):
        if isinstance(schema.get(word), Mapping):
            yield from schema_faults(schema[word], f"{where}/{word}", base)
    parts = schema.get("allOf")
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        if isinstance(part, Mapping):
            yield from schema_faults(part, f"{where}/allOf/{index}", whole)


def _table(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = holder.get(key)
    return found if isinstance(found, Mapping) else {}
