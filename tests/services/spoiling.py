"""Ways to spoil a package: every value of every file dropped, doubled, or made something it cannot be."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

Files = dict[str, bytes]
Path = tuple[str | int, ...]
HUGE = 10**40


@dataclass(frozen=True)
class Spoilt:
    """One mutant: what was done where. `way` is drop, type, huge, negative, empty, long, double or dangling."""

    file: str
    path: Path
    way: str
    make: Callable[[], Files]

    @cached_property
    def files(self) -> Files:
        """The package as spoilt; made when it is asked for, because there are thousands."""
        return self.make()

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
            for way in _ways(path, value):
                yield Spoilt(file, path, way, partial(_made, files, file, document, write, path, way, value))


def _made(
    files: Files, file: str, document: Any, write: Callable[[Any], str], path: Path, way: str, value: Any
) -> Files:
    return {**files, file: write(_changed(document, path, way, value)).encode()}


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield (*path, key), child
        yield from _walk(child, (*path, key))


def _ways(path: Path, value: Any) -> Iterator[str]:
    yield "drop"
    yield "type"
    if isinstance(value, str):
        yield from ("empty", "dangling", "long")
    if isinstance(value, int) and not isinstance(value, bool):
        yield from ("negative", "huge")
    if isinstance(path[-1], int):
        yield "double"


def _changed(document: Any, path: Path, way: str, value: Any) -> Any:
    changed = deepcopy(document)
    holder = changed
    for part in path[:-1]:
        holder = holder[part]
    if way == "drop":
        del holder[path[-1]]
    elif way == "double":
        holder.append(deepcopy(value))
    else:
        holder[path[-1]] = {
            "type": 7 if isinstance(value, str | list | dict | bool | date) else "seven",
            "empty": "", "dangling": "no-such-thing", "long": "长" * 200_000, "negative": -1, "huge": HUGE,
        }[way]  # fmt: skip
    return changed


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
