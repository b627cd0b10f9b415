"""The fence around ZEN expressions: a small lexer that knows every token a rule may use, and thereby what it reads.

Only an allow-list passes: no clock, no random, no assignment, no templates, no power operator, no method calls.
`day('2026-01-31')` is ours: it becomes the whole number of days since 1970-01-01, as which rules see all dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MAX_LENGTH = 2000
MAX_NESTING = 24
FUNCTIONS = frozenset(
    {"abs", "floor", "ceil", "round", "trunc", "min", "max", "sum", "len", "contains", "startsWith", "endsWith"}
    | {"filter", "map", "some", "all", "none", "count"}
)
"""What a rule may call. Time and chance (now, date, d, rand, …) are not in it and never will be."""
_KEYWORDS = frozenset({"and", "or", "not", "in", "true", "false", "null"})
_EPOCH = date(1970, 1, 1)
_TOKEN = re.compile(
    r"(?P<space>[ \t\n]+)"
    r"|(?P<day>day\(\s*'(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})'\s*\))"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.]|\.[0-9])|[0-9]+(?=\.\.))"
    r"|(?P<string>'[^'\\\n\r]*'|\"[^\"\\\n\r]*\")"
    r"|(?P<item>\#(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<path>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<operator>==|!=|<=|>=|\?\?|\.\.|[-+*/%<>?:,()\[\]])"
)
_CLOSING = {")": "(", "]": "["}


class LexerRefused(ValueError):
    """The expression holds something that is not allowed; (zh, en) say what and where."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(frozen=True)
class Expression:
    """A lexed expression. `code` goes to ZEN; `reads` are its paths in order; `optional` those that `??` covers."""

    code: str
    reads: tuple[str, ...]
    optional: frozenset[str]


def lex(text: str) -> Expression:
    """Raises LexerRefused for anything outside the allow-list."""
    if not isinstance(text, str) or not text.strip():
        raise LexerRefused("表达式是空的", "the expression is empty")
    if len(text) > MAX_LENGTH:
        raise LexerRefused(f"表达式超过 {MAX_LENGTH} 字", f"the expression is longer than {MAX_LENGTH} characters")
    tokens = list(_tokens(text))
    _check_nesting(tokens)
    reads: list[str] = []
    always: set[str] = set()
    for index, (kind, value) in enumerate(tokens):
        following = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        if kind != "path" or value in _KEYWORDS:
            continue
        if following == "(":
            if value not in FUNCTIONS:
                raise LexerRefused(f"不能调用 {value}", f"{value}() may not be called in a rule")
            continue
        if any(part in _KEYWORDS for part in value.split(".")):
            raise LexerRefused(f"{value} 含有保留字", f"{value} contains a reserved word")
        reads.append(value)
        if following != "??":
            always.add(value)
    code = " ".join(value for _, value in tokens)
    return Expression(code, tuple(dict.fromkeys(reads)), frozenset(reads) - always)


def day_number(iso: str) -> int:
    """Days since 1970-01-01. ValueError for a day that does not exist."""
    return (date.fromisoformat(iso) - _EPOCH).days


def pointer_of(path: str) -> str:
    """a.b → /a/b"""
    return "/" + path.replace(".", "/")


def path_of(pointer: str) -> str:
    """/a/b → a.b. ValueError when a part is no plain name (a-z, digits, underscore)."""
    if not re.fullmatch(r"(?:/[A-Za-z_][A-Za-z0-9_]*)+", pointer):
        raise ValueError(f"a rule can only read plain names, not {pointer!r}")
    return pointer[1:].replace("/", ".")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            shown = text[at : at + 12]
            raise LexerRefused(
                f"第 {at + 1} 个字符处不能用“{shown}”", f"“{shown}” at character {at + 1} is not allowed"
            )
        at = found.end()
        if found.group("day"):
            try:
                yield "number", str(day_number(found.group("iso")))
            except ValueError as error:
                raise LexerRefused(f"没有 {found.group('iso')} 这一天", f"{found.group('iso')} is no day") from error
        elif not found.group("space"):
            yield str(found.lastgroup), found.group()


def _check_nesting(tokens: list[tuple[str, str]]) -> None:
    open_: list[str] = []
    for index, (kind, value) in enumerate(tokens):
        if kind == "item":
            calls = {tokens[n][1] for n in range(index)} & {"filter", "map", "some", "all", "none", "count"}
            if not open_ or not calls:
                raise LexerRefused(
                    "# 只能用在 filter、map、some 等之内", "# is only for filter, map, some and the like"
                )
        if kind != "operator":
            continue
        if value in "([":
            open_.append(value)
        elif value in _CLOSING and (not open_ or open_.pop() != _CLOSING[value]):
            raise LexerRefused("括号不配对", "brackets do not match")
        if len(open_) > MAX_NESTING:
            raise LexerRefused(f"括号超过 {MAX_NESTING} 层", f"brackets are nested deeper than {MAX_NESTING}")
    if open_:
        raise LexerRefused("括号不配对", "brackets do not match")
