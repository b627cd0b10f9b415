"""Values no form may hold, whatever its schema says: too deep, too large, not a number, unprintable characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MAX_DEPTH = 12
MAX_VALUES = 20_000
MAX_TEXT = 100_000
MAX_NUMBER = 2**53 - 1
"""Beyond this a browser, and a rule, can no longer tell two whole numbers apart."""

TOO_LARGE = ("内容过多，请精简后再提交", "This is too much: shorten it and try again")
BAD_NUMBER = ("数字超出范围，请核对", "The number is out of range: check it")
BAD_CHARACTER = (
    "含有不能显示的字符，请删去后重新输入",
    "It contains characters that cannot be shown: remove them and type it again",
)
Found = list[tuple[str, tuple[str, str]]]


def guard(document: Any) -> tuple[Any, Found]:
    """A copy that is safe to validate, and what was found: [(pointer, (zh, en))]. Bad values become "" or 0."""
    found: Found = []
    budget = [MAX_VALUES]
    return _walk(document, "", 0, found, budget), found


def _walk(value: Any, at: str, depth: int, found: Found, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        if not found or found[-1][1] is not TOO_LARGE:
            found.append((at, TOO_LARGE))
        return None
    if isinstance(value, Mapping):
        return {_key(key, at, found): _walk(v, f"{at}/{key}", depth + 1, found, budget) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_walk(item, f"{at}/{n}", depth + 1, found, budget) for n, item in enumerate(value)]
    problem = _scalar_problem(value)
    if problem is None:
        return value
    found.append((at, problem))
    return 0 if problem is BAD_NUMBER else ""


def _key(key: Any, at: str, found: Found) -> str:
    if isinstance(key, str) and text_problem(key) is None:
        return key
    found.append((at, BAD_CHARACTER))
    return repr(key)


def _scalar_problem(value: Any) -> tuple[str, str] | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return text_problem(value)
    if isinstance(value, (int, float)):
        return None if abs(value) <= MAX_NUMBER else BAD_NUMBER  # false for NaN too
    return BAD_CHARACTER


def text_problem(text: str) -> tuple[str, str] | None:
    """Surrogates, control characters other than tab and line feed, changes of direction, and text that is far too long."""
    if len(text) > MAX_TEXT:
        return TOO_LARGE
    if any((c < " " and c not in "\t\n") or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" for c in text):
        return BAD_CHARACTER
    if any("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in text):
        return BAD_CHARACTER
    return None
