"""Builds pages and fields from form.schema.json and form.ui.json, or says everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tongban.engine import pointers
from tongban.engine.conditions import BESIDE, BadCondition, Condition
from tongban.engine.forms import attached, needing
from tongban.engine.forms.fields import ABOUT, WIDGETS, Field, Own, Page, Text
from tongban.engine.forms.formats import FORMATS
from tongban.engine.problems import Problem, Refused

MAX_REFS = 20
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TYPES = frozenset({"string", "integer", "number", "boolean", "array", "object"})
_FIELD_KEYS = frozenset(
    ["label", "hint", "widget", "options", "visible-if", "autocomplete", "rows", "item", "wrong", "own"],
)
_OWN = ("name", "citizen-id", *ABOUT)
_MANY_CHOICES = 7
"""From this many options on the default is a select rather than radios."""
_LOOSE = ("anyOf", "oneOf", "not", "minProperties", "maxProperties", "patternProperties", "propertyNames")
_LOOSE_TOO = ("unevaluatedProperties", "dependentSchemas", "$dynamicRef")


class Builder:
    """One compilation. `build` returns pages and the pointers filled from elsewhere; problems are gathered."""

    def __init__(self, schema: Mapping[str, Any], ui: Mapping[str, Any], name: str = "form") -> None:
        self.schema, self.ui = schema, ui
        self.schema_file, self.ui_file = f"{name}.schema.json", f"{name}.ui.json"
        self.problems: list[Problem] = []
        self.used: set[str] = set()

    def build(self) -> tuple[tuple[Page, ...], tuple[Field, ...]]:
        """Raises Refused with everything found."""
        if self.schema.get("type") != "object" or not isinstance(self.schema.get("properties"), Mapping):
            self._schema(
                "", "表单数据须为带 properties 的对象", "a form is an object with properties", "改正", "correct it"
            )
            raise Refused(self.problems)
        self.check_object(self.schema, "")
        for name in sorted(set(BESIDE) & set(self.schema["properties"])):
            zh, en = f"“{name}”这个名称另有含义", f"the name {name!r} is taken: conditions read it beside the answers"
            self._schema(f"/{name}", zh, en, "改用别的名称", "use another name")
        for key in sorted(set(self.ui) - {"pages", "fields", "elsewhere"}):
            self._ui(f"/{key}", f"没有“{key}”这一项", f"there is no key “{key}”")
        pages = self._pages()
        elsewhere = tuple(
            field for pointer in self.ui.get("elsewhere", []) if (field := self._field(str(pointer), quiet=True))
        )
        for pointer in self._leaf_pointers(self.schema, ""):
            if pointer not in self.used:
                zh, en = f"{pointer} 不在任何一页上", f"{pointer} is on no page"
                self._ui("/pages", zh, en, "加到一页，或列入 elsewhere", "put it on a page or list it in elsewhere")
        for pointer in self.ui.get("fields", {}):
            if pointer not in self.used:
                self._ui(f"/fields{pointer}", f"数据中没有 {pointer}", f"the schema has no {pointer} on a page")
        if self.problems:
            raise Refused(self.problems)
        return needing.told(self.schema, pages), elsewhere

    def _pages(self) -> tuple[Page, ...]:
        documents = self.ui.get("pages")
        if not isinstance(documents, list) or not documents:
            self._ui("/pages", "至少要有一页", "at least one page is needed")
            return ()
        pages: list[Page] = []
        for index, document in enumerate(documents):
            where = f"/pages/{index}"
            if not isinstance(document, Mapping) or not set(document) <= {"id", "title", "fields", "visible-if"}:
                self._ui(where, "一页只有 id、title、fields、visible-if", "a page has id, title, fields, visible-if")
                continue
            page_id = str(document.get("id", ""))
            if not re.fullmatch(r"[a-z][a-z0-9-]*", page_id) or page_id in {page.id for page in pages}:
                self._ui(
                    f"{where}/id", "页的 id 须唯一，由小写字母和连字符组成", "a page id is unique: a-z, digits, hyphens"
                )
            condition = self._condition(document.get("visible-if"), f"{where}/visible-if")
            fields = [self._field(str(pointer)) for pointer in document.get("fields", [])]
            title = self._text(document.get("title"), f"{where}/title")
            pages.append(Page(page_id, title, tuple(field for field in fields if field), condition))
        return tuple(pages)

    def _field(self, pointer: str, quiet: bool = False) -> Field | None:
        found = self._find(pointer)
        ui = self.ui.get("fields", {}).get(pointer, {})
        if found is None:
            self._ui("/pages", f"数据中没有 {pointer}", f"the schema has no {pointer}")
            return None
        if pointer in self.used:
            self._ui("/pages", f"{pointer} 出现了两次", f"{pointer} is used twice", "只留一处", "keep one")
        self.used.add(pointer)
        if quiet and "label" not in ui:
            ui = {**ui, "label": {"zh": found[0].get("title", pointer), "en": found[0].get("title", pointer)}}
        schema, required, personal = found
        return self._make(pointer, schema, required, personal, ui, f"/fields{pointer}")

    def _find(self, pointer: str) -> tuple[Mapping[str, Any], bool, bool] | None:
        here, required, personal = self.schema, False, False
        parts = pointers.split(pointer) if pointer.startswith("/") else []
        for part in parts:
            properties = here.get("properties", {})
            if part not in properties:
                return None
            required = part in here.get("required", [])
            here = self._resolve(properties[part], pointer)
            personal = personal or here.get("x-personal") is True
        return (here, required, personal) if parts else None

    def _make(
        self, pointer: str, schema: Mapping[str, Any], required: bool, personal: bool, ui: Mapping[str, Any], where: str
    ) -> Field | None:
        if not isinstance(ui, Mapping) or not set(ui) <= _FIELD_KEYS:
            self._ui(where, "有不认识的项", f"only these keys: {', '.join(sorted(_FIELD_KEYS))}")
            return None
        for part in pointers.split(pointer):
            if part != "*" and not _NAME.fullmatch(part):
                self._schema(pointer, "名称用小写字母、数字和下划线", "names use a-z, digits and underscore")
        kind = schema.get("type")
        if kind not in _TYPES:
            self._schema(pointer, "每一项要写明一种类型", "each property needs one type")
            return None
        if schema.get("format") is not None and schema["format"] not in FORMATS:
            self._schema(pointer, f"没有“{schema['format']}”这种格式", f"use one of: {', '.join(sorted(FORMATS))}")
        options = self._options(schema, ui, where)
        widget = ui.get("widget") or _default_widget(schema, options)
        if widget not in WIDGETS or not _fits(widget, schema):
            self._ui(f"{where}/widget", f"控件“{widget}”与数据类型不合", f"widget “{widget}” does not fit type {kind}")
        for keyword, zh, en in attached.schema_problems(pointer, schema) if attached.is_file(schema) else ():
            self._schema(pointer, f"{keyword}：{zh}", f"{keyword}: {en}")
        children = self._children(pointer, schema, personal, ui, where) if widget == "repeat" else ()
        return Field(
            pointer=pointer,
            name=pointer[1:].replace("/", "-"),
            label=self._text(ui.get("label"), f"{where}/label"),
            hint=self._text(ui["hint"], f"{where}/hint") if "hint" in ui else None,
            widget=str(widget),
            options=options,
            required=required,
            personal=personal,
            schema=schema,
            children=children,
            visible_if=self._condition(ui.get("visible-if"), f"{where}/visible-if", row="*" in pointer),
            autocomplete=ui.get("autocomplete"),
            rows=ui.get("rows"),
            wrong=self._text(ui["wrong"], f"{where}/wrong") if "wrong" in ui else None,
            age_at=self._age_at(pointer, schema),
            own=self._own(ui["own"], f"{where}/own", schema) if "own" in ui else None,
        )

    def _age_at(self, pointer: str, schema: Mapping[str, Any]) -> str | None:
        source = schema.get("x-age-at")
        if source is None:
            return None
        found = self._find(source) if isinstance(source, str) else None
        if found is None or found[0].get("format") != "citizen-id" or source not in self.used:
            zh, en = "x-age-at 应为前面问过的公民身份号码", "x-age-at is a citizen id that is asked before"
            self._schema(f"{pointer}/x-age-at", zh, en)
        if schema.get("type") != "integer" or schema.get("readOnly") is not True or "*" in pointer:
            zh, en = "算出来的年龄是 integer，readOnly，不在重复组内", "an age is a readOnly integer in no repeat group"
            self._schema(pointer, zh, en)
        return str(source)

    def _own(self, document: Any, where: str, schema: Mapping[str, Any]) -> Own | None:
        if not isinstance(document, Mapping) or not set(document) <= {"take", "when"} or "take" not in document:
            self._ui(where, "只有 take 和 when", "it has take and perhaps when")
            return None
        if document["take"] not in _OWN or schema.get("type") != "string":
            self._ui(f"{where}/take", f"只能是 {'、'.join(_OWN)}，类型为文本", f"one of {', '.join(_OWN)}, of a text")
        return Own(str(document["take"]), self._condition(document.get("when"), f"{where}/when"))

    def _children(
        self, pointer: str, schema: Mapping[str, Any], personal: bool, ui: Mapping[str, Any], where: str
    ) -> tuple[Field, ...]:
        item = self._resolve(schema.get("items", {}), pointer)
        properties = item.get("properties")
        if item.get("type") != "object" or not isinstance(properties, Mapping) or not properties:
            self._schema(pointer, "重复组的 items 须为对象", "items of a repeat group are objects with properties")
            return ()
        self.check_object(item, f"{pointer}/items")
        shown = ui.get("item", {})
        for key in sorted(set(shown) - {f"/{name}" for name in properties}):
            self._ui(f"{where}/item{key}", f"重复组中没有 {key}", f"the group has no {key}")
        children = []
        for name in properties if not shown else [key[1:] for key in shown if key[1:] in properties]:
            child = self._resolve(properties[name], pointer)
            if child.get("type") == "array" and "enum" not in child.get("items", {}) and not attached.is_file(child):
                self._schema(f"{pointer}/*/{name}", "重复组内不能再有重复组", "a repeat group cannot hold another one")
                continue
            secret = personal or child.get("x-personal") is True
            made = self._make(
                f"{pointer}/*/{name}",
                child,
                name in item.get("required", []),
                secret,
                shown.get(f"/{name}", {}),
                f"{where}/item/{name}",
            )
            children += [made] if made else []
        for name in sorted(set(properties) - {child.key for child in children}):
            self._ui(f"{where}/item", f"缺少 /{name}", f"/{name} of the group is not shown")
        return tuple(children)

    def _options(self, schema: Mapping[str, Any], ui: Mapping[str, Any], where: str) -> tuple[tuple[Any, Text], ...]:
        source = self._resolve(schema["items"], where) if isinstance(schema.get("items"), Mapping) else schema
        values = source.get("enum")
        labels = ui.get("options", {})
        if not isinstance(values, list):
            if labels:
                self._ui(f"{where}/options", "数据没有列出选项", "the schema lists no enum for these options")
            return ()
        for value in sorted(set(labels) - {str(value) for value in values}):
            self._ui(f"{where}/options/{value}", f"数据中没有选项“{value}”", f"the schema has no option “{value}”")
        return tuple((value, self._text(labels.get(str(value)), f"{where}/options/{value}")) for value in values)

    def check_object(self, schema: Mapping[str, Any], where: str) -> None:
        """Only keywords whose failure can be told at one field: a page must be able to show every problem."""
        for keyword in (*_LOOSE, *_LOOSE_TOO):
            if keyword in schema:
                zh, en = f"这里不能用 {keyword}", f"{keyword} cannot be used here: its failure belongs to no field"
                self._schema(where, zh, en, "改用 if/then 或 required", "use if/then or required")
        if not isinstance(schema.get("additionalProperties", False), bool):
            self._schema(where, "additionalProperties 只能是 true 或 false", "additionalProperties is true or false")
        for keyword in ("then", "else"):
            if isinstance(schema.get(keyword), Mapping):
                self.check_object(schema[keyword], f"{where}/{keyword}")
        for index, part in enumerate(schema.get("allOf", [])):
            self.check_object(part, f"{where}/allOf/{index}")

    def _leaf_pointers(self, schema: Mapping[str, Any], at: str) -> list[str]:
        found: list[str] = []
        for name, document in schema.get("properties", {}).items():
            pointer, child = f"{at}/{name}", self._resolve(document, at)
            whole = pointer in self.used or "properties" not in child
            if not whole:
                self.check_object(child, pointer)
            found += [pointer] if whole else self._leaf_pointers(child, pointer)
        return found

    def _resolve(self, schema: Any, where: str) -> Mapping[str, Any]:
        for _ in range(MAX_REFS):
            if not isinstance(schema, Mapping):
                break
            ref = schema.get("$ref")
            if ref is None:
                return schema
            target = pointers.get(self.schema, ref[1:]) if isinstance(ref, str) and ref.startswith("#/") else None
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**target, **rest} if isinstance(target, Mapping) else None
        self._schema(where, "引用找不到或绕圈", "the reference leads nowhere or in a circle")
        return {}

    def _condition(self, document: Any, where: str, row: bool = False) -> Condition | None:
        if document is None:
            return None
        try:
            return Condition.compile(document, row=row)
        except BadCondition as bad:
            for fault in bad.faults:
                self._ui(where + fault.where, *fault.wrong, *fault.mend)
            return None

    def _text(self, value: Any, where: str) -> Text:
        if (
            isinstance(value, Mapping)
            and set(value) == {"zh", "en"}
            and all(v and isinstance(v, str) for v in value.values())
        ):
            return value["zh"], value["en"]
        self._ui(where, "要有中英文", "a text in Chinese and English is needed", '{"zh": "…", "en": "…"}', "give both")
        return "", ""

    def _ui(self, where: str, zh: str, en: str, mend_zh: str = "改正这一处", mend_en: str = "correct it") -> None:
        self.problems.append(Problem(self.ui_file, None, where, zh, en, mend_zh, mend_en))

    def _schema(self, where: str, zh: str, en: str, mend_zh: str = "改正这一处", mend_en: str = "correct it") -> None:
        self.problems.append(Problem(self.schema_file, None, where, zh, en, mend_zh, mend_en))


def _default_widget(schema: Mapping[str, Any], options: tuple[tuple[Any, Text], ...]) -> str:
    kind = schema["type"]
    if attached.is_file(schema):
        return "file"
    if kind == "array":
        return "checkboxes" if options else "repeat"
    if options:
        return "select" if len(options) >= _MANY_CHOICES else "radio"
    if kind == "string":
        return "date" if schema.get("format") == "date" else "text"
    return {"boolean": "yes-no"}.get(kind, "number")


_FITS = {
    "yes-no": {"boolean"},
    "number": {"integer", "number"},
    "money": {"integer"},
    "checkboxes": {"array"},
    "repeat": {"array"},
    "file": {"array", "string"},
    "radio": {"string", "integer"},
    "select": {"string", "integer"},
}


def _fits(widget: str, schema: Mapping[str, Any]) -> bool:
    if (widget == "file") != attached.is_file(schema):
        return False
    if widget in ("radio", "select") and "enum" not in schema:
        return False
    if widget == "checkboxes" and "enum" not in schema.get("items", {}):
        return "$ref" in schema.get("items", {})
    return schema["type"] in _FITS.get(widget, {"string"})
