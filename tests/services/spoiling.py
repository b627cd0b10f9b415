"""Ways to spoil a package: every value of every file dropped, doubled, or made something it cannot be."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

Files = dict[str, bytes]
Path = tuple[str | int, ...]
HUGE = 10**40


@dataclass(frozen=True)
class Spoilt:
    """One mutant: what was done where, and the files. `way` is drop, type, huge, negative, empty, long, double or dangling."""

    file: str
    path: Path
    way: str
    files: Files

    @property
    def name(self) -> str:
        """Readable, and the same each time."""
        return f"{self.file}:{'.'.join(map(str, self.path))}:{self.way}"


def spoilings(files: Files) -> Iterator[Spoilt]:
    """Every mutant of the data files, in a fixed order."""
    for file in sorted(files):
        if file.endswith(".toml"):
            document, write = tomllib.loads(files[file].decode()), toml
        elif file.endswith(".json"):
            document, write = json.loads(files[file]), lambda one: json.dumps(one, ensure_ascii=False, indent=1)
        else:
            continue
        for path, value in _walk(document, ()):
            for way, changed in _ways(document, path, value):
                yield Spoilt(file, path, way, {**files, file: write(changed).encode()})


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield (*path, key), child
        yield from _walk(child, (*path, key))


def _ways(document: Any, path: Path, value: Any) -> Iterator[tuple[str, Any]]:
    def put(new: Any) -> Any:
        changed = deepcopy(document)
        holder = changed
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = new
        return changed

    dropped = deepcopy(document)
    holder = dropped
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    yield "drop", dropped
    yield "type", put(7 if isinstance(value, str | list | dict | bool | date) else "seven")
    if isinstance(value, str):
        yield "empty", put("")
        yield "dangling", put("no-such-thing")
        yield "long", put("长" * 200_000)
    if isinstance(value, int) and not isinstance(value, bool):
        yield "negative", put(-1)
        yield "huge", put(HUGE)
    if isinstance(path[-1], int):
        changed = deepcopy(document)
        holder = changed
        for part in path[:-1]:
            holder = holder[part]
        holder.append(deepcopy(value))
        yield "double", changed


def toml(document: Mapping[str, Any]) -> str:
    """The document as TOML, one line for each top-level key."""
    return "".join(f"{json.dumps(key)} = {_inline(value)}\n" for key, value in document.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
