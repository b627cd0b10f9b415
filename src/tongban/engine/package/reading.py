"""Reading a TOML table into a frozen dataclass: the annotations of the class are the whole contract.

Unknown keys, missing keys, wrong types, unknown choices and one-language texts are all collected, each with its line;
nothing is guessed. More limits stand in `field(metadata=...)`: `least`, `most`, `like` (a regular expression) with
`shape` (what it means), `filled` (a list may not be empty).
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from tongban.engine.conditions import BadCondition, Condition
from tongban.engine.package.lines import Path, nearest, toml_lines
from tongban.engine.problems import Problem, Refused

T = TypeVar("T")
_BAD = object()


class Findings:
    """Everything wrong that was found, in the order of reading."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, file: str, line: int | None, where: str, wrong: tuple[str, str], mend: tuple[str, str]) -> None:
        """Note one problem; `wrong` and `mend` are (zh, en)."""
        self.problems.append(Problem(file, line, where, *wrong, *mend))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems another reader found."""
        self.problems.extend(problems)

    def refuse(self) -> None:
        """Raise `Refused` if anything was found."""
        if self.problems:
            raise Refused(self.problems)


class TomlFile:
    """One TOML file: its data, and the line of each of its keys. Syntax errors become a finding."""

    def __init__(self, name: str, content: bytes, findings: Findings) -> None:
        self.name, self.findings = name, findings
        self.data: dict[str, Any] = {}
        self.lines: dict[Path, int] = {}
        self.sound = False
        try:
            text = content.decode("utf-8")
            self.data, self.lines, self.sound = tomllib.loads(text), toml_lines(text), True
        except UnicodeDecodeError:
            self.findings.add(
                name, None, "", ("不是 UTF-8 编码", "the file is not UTF-8"), ("另存为 UTF-8", "save it as UTF-8")
            )
        except tomllib.TOMLDecodeError as error:
            where = re.search(r"line (\d+)", str(error))
            wrong = (f"不是有效的 TOML：{error}", f"not valid TOML: {error}")
            self.findings.add(
                name, int(where[1]) if where else None, "", wrong, ("改正这一行的写法", "mend the syntax of this line")
            )

    def line(self, path: Path) -> int | None:
        """The line of a key, or of what holds it."""
        return nearest(self.lines, path)

    def wrong(self, path: Path, wrong: tuple[str, str], mend: tuple[str, str]) -> None:
        """Note a problem at `path` of this file."""
        self.findings.add(self.name, self.line(path), ".".join(map(str, path)), wrong, mend)

    def read(self, shape: type[T]) -> T | None:
        """The whole file as `shape`, or None when something is wrong (then the findings say what)."""
        if not self.sound:
            return None
        found = _table(self, (), self.data, shape)
        return None if found is _BAD else typing.cast("T", found)


@lru_cache(maxsize=256)
def _fields(shape: type) -> dict[str, tuple[dataclasses.Field[Any], Any]]:
    hints = typing.get_type_hints(shape)
    return {f.metadata.get("key", f.name): (f, hints[f.name]) for f in dataclasses.fields(shape) if f.init}


def _table(file: TomlFile, path: Path, data: Any, shape: type) -> Any:
    if not isinstance(data, dict):
        return _mistyped(file, path, data, ("表 { … }", "a table { … }"))
    fields = _fields(shape)
    values: dict[str, Any] = {}
    sound = True
    for key in data:
        if key not in fields:
            sound = False
            close = get_close_matches(key, fields, 1)
            mend = (f"是否要写 {close[0]}？", f"did you mean {close[0]}?") if close else ("删除它", "remove it")
            file.wrong((*path, key), (f"不认识的键“{key}”", f"unknown key {key!r}"), mend)
    for key, (field, hint) in fields.items():
        if key in data:
            value = _value(file, (*path, key), data[key], hint, field.metadata)
            sound = sound and value is not _BAD
            values[field.name] = value
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            sound = False
            file.wrong((*path, key), (f"缺少“{key}”", f"{key!r} is missing"), (f"写上 {key}", f"write {key}"))
    return shape(**values) if sound else _BAD


def _mistyped(file: TomlFile, path: Path, value: Any, wanted: tuple[str, str]) -> Any:
    wrong = (f"这里应为{wanted[0]}，而不是 {value!r}", f"{wanted[1]} is needed here, not {value!r}")
    file.wrong(path, wrong, (f"改为{wanted[0]}", f"make it {wanted[1]}"))
    return _BAD


_SIMPLE: dict[type, tuple[str, str]] = {
    str: ("文本", "a text in quotes"),
    int: ("整数", "a whole number"),
    bool: ("true 或 false", "true or false"),
    date: ("日期，如 2026-03-02", "a date such as 2026-03-02"),
}


def _value(file: TomlFile, path: Path, value: Any, hint: Any, metadata: Mapping[str, Any]) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        return _choose(file, path, value, options, metadata)
    if hint is Any:
        return value
    if hint is Condition:
        return _condition(file, path, value)
    if get_origin(hint) is Literal:
        return _choice(file, path, value, get_args(hint))
    if get_origin(hint) is tuple:
        return _list(file, path, value, get_args(hint)[0], metadata)
    if get_origin(hint) is Mapping or get_origin(hint) is dict or hint is Mapping:
        return _mapping(file, path, value, hint, metadata)
    if dataclasses.is_dataclass(hint):
        return _table(file, path, value, typing.cast("type", hint))
    if hint in _SIMPLE:
        if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
            return _mistyped(file, path, value, _SIMPLE[hint])
        return _limited(file, path, value, metadata)
    raise TypeError(f"{hint!r} cannot be read from TOML")


def _choose(file: TomlFile, path: Path, value: Any, options: list[Any], metadata: Mapping[str, Any]) -> Any:
    for option in options:
        if option in _SIMPLE and isinstance(value, option) and not (option is int and isinstance(value, bool)):
            return _limited(file, path, value, metadata)
    return _value(file, path, value, options[0], metadata)


def _condition(file: TomlFile, path: Path, value: Any) -> Any:
    try:
        return Condition.compile(value)
    except BadCondition as bad:
        for fault in bad.faults:
            wrong = (
                f"条件有误（{fault.where or '/'}）：{fault.wrong[0]}",
                f"bad condition at {fault.where or '/'}: {fault.wrong[1]}",
            )
            file.wrong(path, wrong, fault.mend)
        return _BAD


def _choice(file: TomlFile, path: Path, value: Any, choices: tuple[Any, ...]) -> Any:
    if value in choices and type(value) is type(choices[0]):
        return value
    listed = " | ".join(map(str, choices))
    file.wrong(
        path,
        (f"{value!r} 不在可选值之内", f"{value!r} is not one of the choices"),
        (f"可选：{listed}", f"one of: {listed}"),
    )
    return _BAD


def _list(file: TomlFile, path: Path, value: Any, inner: Any, metadata: Mapping[str, Any]) -> Any:
    if not isinstance(value, list):
        return _mistyped(file, path, value, ("列表 [ … ]", "a list [ … ]"))
    items = [_value(file, (*path, index), item, inner, metadata) for index, item in enumerate(value)]
    if any(item is _BAD for item in items):
        return _BAD
    if metadata.get("filled") and not items:
        file.wrong(path, ("列表不能为空", "the list may not be empty"), ("至少写一项", "write at least one"))
        return _BAD
    return tuple(items)


def _mapping(file: TomlFile, path: Path, value: Any, hint: Any, metadata: Mapping[str, Any]) -> Any:
    if not isinstance(value, dict):
        return _mistyped(file, path, value, ("表 { … }", "a table { … }"))
    inner = get_args(hint)[1] if get_args(hint) else Any
    items = {key: _value(file, (*path, key), item, inner, metadata) for key, item in value.items()}
    return _BAD if any(item is _BAD for item in items.values()) else items


def _limited(file: TomlFile, path: Path, value: Any, metadata: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        if not value.strip() and not metadata.get("blank"):
            file.wrong(path, ("文本为空", "the text is empty"), ("写上内容", "write it"))
            return _BAD
        if "like" in metadata and not re.fullmatch(metadata["like"], value):
            zh, en = metadata["shape"]
            file.wrong(path, (f"“{value}”不是{zh}", f"{value!r} is not {en}"), (f"写成{zh}", f"write {en}"))
            return _BAD
    if isinstance(value, int) and not isinstance(value, bool):
        least, most = metadata.get("least", 0), metadata.get("most", 10**12)
        if not least <= value <= most:
            file.wrong(
                path,
                (f"{value} 不在 {least} 至 {most} 之间", f"{value} is not between {least} and {most}"),
                ("改正数值", "mend the number"),
            )
            return _BAD
    return value
