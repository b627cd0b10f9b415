"""File questions: the answer is the id of an upload, or a list of them, never the file. Only an upload makes an id.

`{"type": "string", "format": "file"}` holds one file: the next one takes its place. An array of them holds up to
`maxItems`. Beside `format`, or beside `items`, `x-accept` lists the kinds that are taken and `x-max-mb` the size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import pointers
from tongban.engine.forms.fields import Field, Text
from tongban.engine.uploads import MAX_MB

FORMAT = "file"
KINDS = ("pdf", "jpeg", "png")
MOST = 10
LONGEST_POINTER = 60
"""Uploads are kept under the pointer of their question."""
Wrong = tuple[str, str, str]
"""Keyword of the schema, Chinese, English."""


def is_file(schema: Mapping[str, Any]) -> bool:
    """Whether a property holds files."""
    items = schema.get("items")
    return schema.get("format") == FORMAT or (isinstance(items, Mapping) and items.get("format") == FORMAT)


def schema_problems(pointer: str, schema: Mapping[str, Any]) -> Iterator[Wrong]:
    """What a file property says that no upload could keep."""
    accept, most_mb = schema.get("x-accept", list(KINDS)), schema.get("x-max-mb", MAX_MB)
    if not isinstance(accept, list) or not accept or not set(map(str, accept)) <= set(KINDS):
        yield "x-accept", f"只能从 {'、'.join(KINDS)} 中选", f"a list out of {', '.join(KINDS)}"
    if isinstance(most_mb, bool) or not isinstance(most_mb, int) or not 1 <= most_mb <= MAX_MB:
        yield "x-max-mb", f"应为 1 到 {MAX_MB} 的整数", f"a whole number from 1 to {MAX_MB}"
    most = schema.get("maxItems", MOST)
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= MOST:
        yield "maxItems", f"最多 {MOST} 个文件", f"{MOST} files at most"
    if "*" in pointer:
        yield "format", "重复组内不能上传文件", "a repeat group holds no files"
    if len(pointer) > LONGEST_POINTER:
        yield "format", f"指针不超过 {LONGEST_POINTER} 个字符", f"its pointer has {LONGEST_POINTER} characters at most"


@dataclass(frozen=True)
class FileQuestion:
    """What an upload request has to know. `pointer` is also the slot under which the upload is kept."""

    pointer: str
    label: Text
    accept: tuple[str, ...]
    max_mb: int
    most: int
    """How many files there may be. 1: a new one takes the place of the old."""

    @staticmethod
    def of(field: Field) -> FileQuestion:
        """The question of a file field."""
        schema, many = field.schema, field.type == "array"
        accept = tuple(str(one) for one in schema.get("x-accept", KINDS))
        most = int(schema.get("maxItems", MOST)) if many else 1
        return FileQuestion(field.pointer, field.label, accept, int(schema.get("x-max-mb", MAX_MB)), most)


def ids_at(answers: Any, pointer: str) -> tuple[str, ...]:
    """The ids answered to one question; what is no text is left out."""
    value = pointers.get(answers, pointer)
    found = value if isinstance(value, list) else [value]
    return tuple(one for one in found if isinstance(one, str) and one)


def with_file(field: Field, answers: Mapping[str, Any], upload: str) -> dict[str, Any]:
    """The answers with one more file, or with this one in place of the old."""
    if field.type != "array":
        return pointers.put(dict(answers), field.pointer, upload)
    return pointers.put(dict(answers), field.pointer, [*ids_at(answers, field.pointer), upload])


def without_file(field: Field, answers: Mapping[str, Any], upload: str) -> dict[str, Any]:
    """The answers without this file."""
    rest = [one for one in ids_at(answers, field.pointer) if one != upload]
    if not rest:
        return pointers.drop(dict(answers), field.pointer)
    return pointers.put(dict(answers), field.pointer, rest if field.type == "array" else rest[0])


def shown(names: Iterable[str | None], lang: str) -> str:
    """Names of the files; where a name is not known, how many there are."""
    known = list(names)
    if all(known):
        return ("、" if lang == "zh" else ", ").join(str(name) for name in known)
    if lang == "zh":
        return f"已上传 {len(known)} 个文件"
    return f"{len(known)} file uploaded" if len(known) == 1 else f"{len(known)} files uploaded"
