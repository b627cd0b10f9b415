"""Which data a form schema has: every pointer with its sub-schema (JSON Schema 2020-12, the subset forms use)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def schema_pointers(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Pointer → sub-schema of each property, nested objects included. Items of a list stand under `<list>/*`."""
    return dict(_walk(schema, ""))


def _walk(schema: Mapping[str, Any], base: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        for name, part in properties.items():
            if isinstance(part, Mapping):
                pointer = f"{base}/{name.replace('~', '~0').replace('/', '~1')}"
                yield pointer, part
                yield from _walk(part, pointer)
    items = schema.get("items")
    if isinstance(items, Mapping):
        yield from _walk(items, f"{base}/*")


def required_pointers(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Top-level properties that are always required."""
    return tuple(f"/{name}" for name in schema.get("required", ()))


def written_at(pointer: str) -> str:
    """Where the schema text writes a property, as a JSON pointer into the schema file."""
    parts: list[str] = []
    for part in pointer.split("/")[1:]:
        parts += ["items"] if part == "*" else ["properties", part]
    return "".join(f"/{part}" for part in parts)
