"""Numbers of cases, letters and certificates: patterns with check characters.

ISO 7064 MOD 11,10 (digits) and MOD 37,36 (digits and letters); GB 11714 (organisation codes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.engine.pointers import MISSING
from tongban.engine.pointers import get as value_at

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PART = re.compile(r"\{([^{}]*)\}")
_WORDS = ("region6", "year", "date", "authority", "mod11_10", "mod37_36")
_MEND = (
    "可用 {region6} {seq4} {seq6} {year} {date} {authority} {mod11_10} {mod37_36} 或 {/指针}",
    "use {region6} {seq4} {seq6} {year} {date} {authority} {mod11_10} {mod37_36} or {/pointer}",
)


class BadPattern(ValueError):
    """The pattern cannot make a number; zh/en say why, mend_zh/mend_en what is possible."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        self.mend_zh, self.mend_en = _MEND
        super().__init__(en)


def _hybrid(numbers: list[int], modulus: int) -> int:
    """ISO 7064 hybrid system MOD (modulus + 1, modulus): the check value over `numbers`."""
    product = modulus
    for number in numbers:
        total = (product + number) % modulus or modulus
        product = total * 2 % (modulus + 1)
    return (modulus + 1 - product) % modulus


def mod11_10(digits: str) -> str:
    """ISO 7064 MOD 11,10 check digit. ValueError when something is no digit."""
    return str(_hybrid([int(digit) for digit in digits], 10))


def mod37_36(text: str) -> str:
    """ISO 7064 MOD 37,36 check character over 0-9 and A-Z. ValueError on any other character."""
    return _BASE36[_hybrid([_BASE36.index(character) for character in text], 36)]


def gb11714(body: str) -> str:
    """The check character of an 8-character organisation code: weights 3,7,9,10,5,8,4,2; 10 is X, 11 is 0."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(_BASE36.index(c) * w for c, w in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def pattern_pointers(pattern: str) -> tuple[str, ...]:
    """Which data of the form a pattern reads. Raises `BadPattern` for anything that is not understood."""
    found = []
    bare = _PART.sub("", pattern)
    if "{" in bare or "}" in bare:
        raise BadPattern("编号规则的括号不成对", "the braces of the number pattern do not match")
    for part in _PART.findall(pattern):
        if part.startswith("/"):
            found.append(part)
        elif part not in _WORDS and not re.fullmatch(r"seq[1-9]", part):
            raise BadPattern(f"编号规则中不认识的“{{{part}}}”", f"unknown {{{part}}} in the number pattern")
    return tuple(found)


def number(
    pattern: str,
    *,
    region6: str,
    seq: int,
    year: int,
    values: Mapping[str, Any],
    on: date | None = None,
    authority: str = "",
) -> str:
    """Make a number. Check characters stand over everything before them (MOD 11,10: over the digits before it).

    Raises `BadPattern`, also when a sequence has outgrown its width or a value is missing.
    """
    pattern_pointers(pattern)
    made = ""
    end = 0
    for match in _PART.finditer(pattern):
        made += pattern[end : match.start()]
        end = match.end()
        made += _part(match.group(1), made, region6, seq, year, values, on, authority)
    return made + pattern[end:]


def _part(
    part: str, made: str, region6: str, seq: int, year: int, values: Mapping[str, Any], on: date | None, authority: str
) -> str:
    if part.startswith("seq"):
        width = int(part[3:])
        if len(str(seq)) > width:
            raise BadPattern(f"序号 {seq} 超过 {width} 位", f"the sequence {seq} is longer than {width} digits")
        return f"{seq:0{width}d}"
    if part.startswith("/"):
        value = value_at(values, part)
        if value is MISSING or isinstance(value, dict | list):
            raise BadPattern(f"编号所需的“{part}”没有值", f"there is no value at {part!r} for the number")
        return str(value)
    if part == "mod11_10":
        return mod11_10(re.sub(r"\D", "", made))
    if part == "mod37_36":
        return mod37_36(re.sub(r"[^0-9A-Z]", "", made))
    if part == "date":
        if on is None:
            raise BadPattern("编号需要日期", "the number needs a date")
        return on.strftime("%Y%m%d")
    return {"region6": region6, "year": str(year), "authority": authority}[part]


def check_holds(text: str) -> bool:
    """Whether the last digit of a number is the MOD 11,10 check of the digits before it."""
    digits = re.sub(r"\D", "", text)
    return len(digits) > 1 and mod11_10(digits[:-1]) == digits[-1]
