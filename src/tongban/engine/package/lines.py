"""Finding the line a TOML key or a JSON pointer stands on, so that every problem can name it.

The parsers of the standard library give no positions. These finders only look for keys; what is wrong
with the syntax itself is told by the parsers.
"""

from __future__ import annotations

import json
import re

Path = tuple[str | int, ...]

_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
_PART = re.compile(r"""\s*("[^"]*"|'[^']*'|[^."'\s]+)\s*""")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?(?:"""|$)|' + r"'''[\s\S]*?(?:'''|$)" + r"""|"(?:\\.|[^"\\])*"|'[^']*'""")
_TRIPLE = re.compile(r'"""|\'\'\'')


def toml_lines(text: str) -> dict[Path, int]:
    """Line (from 1) of each table header and each key that begins a line."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    base: Path = ()
    open_brackets, closing = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if open_brackets == 0:
            base = _remember(line, number, base, found, counts)
        bare = _STRING.sub('""', line)
        left = _TRIPLE.findall(line)
        if len(left) % 2:
            closing = left[-1]
        bare = bare.split("#", 1)[0]
        header = open_brackets == 0 and bare.lstrip().startswith("[")
        if not header:
            open_brackets = max(0, open_brackets + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))
    return found


def _remember(line: str, number: int, base: Path, found: dict[Path, int], counts: dict[Path, int]) -> Path:
    stripped = line.strip()
    if stripped.startswith("["):
        many = stripped.startswith("[[")
        name = _parts(stripped.strip("[").split("]", 1)[0])
        path = _inside(name[:-1], counts)
        if many:
            key = (*path, name[-1])
            counts[key] = counts.get(key, -1) + 1
            found.setdefault(key, number)
            path = (*key, counts[key])
        else:
            path = (*path, name[-1])
        found.setdefault(path, number)
        return path
    matched = _KEY.match(line)
    if matched:
        found.setdefault((*base, *_parts(matched.group(1))), number)
    return base


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted)) or ("",)


def _inside(name: Path, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for part in name:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    return path


def nearest(lines: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the closest thing that holds it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1 if lines else None


def led_to(lines: dict[Path, int], where: str) -> int | None:
    """The line a pointer leads to, or comes closest to. A key may be a pointer itself ("/fields" of a ui file), and
    a pointer into the data finds its way through `properties` and `items` of a schema."""
    here: Path = ()
    while where:
        steps = [
            (tuple(path[len(here) :]), token)
            for path in lines
            if path[: len(here)] == here
            for token in _tokens(path[len(here) :])
            if where == token or where.startswith(f"{token}/")
        ]
        if not steps:
            break
        step, token = max(steps, key=lambda one: len(one[1]))
        here, where = (*here, *step), where.removeprefix(token)
    return nearest(lines, here) or 1


def _tokens(step: Path) -> tuple[str, ...]:
    """What a pointer may say for one step in a JSON text; nothing for what is no single step."""
    if len(step) == 1:
        name = str(step[0])
        written = name.replace("~", "~0").replace("/", "~1")
        return (f"/{written}", *((name,) if name.startswith("/") else ()), *(("/*",) if name == "items" else ()))
    return (f"/{step[1]}",) if len(step) == 2 and step[0] == "properties" else ()


_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


def json_lines(text: str) -> dict[Path, int]:
    """Line (from 1) of each value in a JSON text that parses, by path."""
    found: dict[Path, int] = {(): 1}
    stack: list[list[object]] = []  # [kind, current key or index, waiting for a key]
    line = 1
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == "\n":
            line += 1
            continue
        top = stack[-1] if stack else None
        if token in "}]":
            stack.pop()
        elif token == ",":
            assert top is not None
            top[1] = int(str(top[1])) + 1 if top[0] == "[" else top[1]
            top[2] = top[0] == "{"
        elif token == ":":
            continue
        elif top is not None and top[2]:
            top[1], top[2] = json.loads(token), False
            found[_here(stack)] = line
        else:
            found.setdefault(_here(stack), line)
            if token in "{[":
                stack.append([token, 0, token == "{"])
    return found


def _here(stack: list[list[object]]) -> Path:
    return tuple(entry[1] if isinstance(entry[1], int) else str(entry[1]) for entry in stack)


def pointer_path(pointer: str) -> Path:
    """A JSON pointer as a path; digits become indexes."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return tuple(int(part) if part.isdigit() else part for part in parts)
