"""Cells of a decision table: a closed little grammar, so that overlaps and gaps can be computed exactly.

Empty = anything; a number, 'text' or true/false, or several with commas; > >= < <= number; [a..b] (a..b) [a..b) (a..b].
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.engine.rules.lexer import LexerRefused, day_number

_NUMBER = r"(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)"
_RANGE = re.compile(rf"([\[(])\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*([\])])")
_COMPARE = re.compile(rf"(>=|<=|>|<)\s*{_NUMBER}")
_DAY = re.compile(r"day\(\s*'([0-9]{4}-[0-9]{2}-[0-9]{2})'\s*\)")
_LIST = re.compile(rf"(?:{_NUMBER}|'[^'\\\n\r]*'|true|false)(?:\s*,\s*(?:{_NUMBER}|'[^'\\\n\r]*'|true|false))*")
_ITEM = re.compile(rf"{_NUMBER}|'([^'\\\n\r]*)'|(true|false)")


@dataclass(frozen=True)
class Cell:
    """Either `values` (one of these), or an interval with optional bounds, or, with neither, anything."""

    values: tuple[Any, ...] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = False
    high_in: bool = False

    def holds(self, value: Any) -> bool:
        """Whether a value of the column matches."""
        if self.values is not None:
            return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in self.values)
        if self.low is None and self.high is None:
            return True
        number = Decimal(str(value))
        above = self.low is None or number > self.low or (self.low_in and number == self.low)
        below = self.high is None or number < self.high or (self.high_in and number == self.high)
        return above and below

    @property
    def kind(self) -> str | None:
        """ "number", "string", "boolean", "mixed", or None for anything."""
        if self.values is None:
            return None if self.low is None and self.high is None else "number"
        kinds = {
            "boolean" if isinstance(v, bool) else "string" if isinstance(v, str) else "number" for v in self.values
        }
        return kinds.pop() if len(kinds) == 1 else "mixed"

    @property
    def bounds(self) -> tuple[Decimal, ...]:
        """Numbers at which the answer of this cell may change."""
        if self.values is not None:
            return tuple(v for v in self.values if isinstance(v, Decimal))
        return tuple(bound for bound in (self.low, self.high) if bound is not None)

    def zen(self) -> str:
        """The unary test, always written with `$` so that ZEN cannot read it in another way."""
        if self.values is not None:
            return " or ".join(f"$ == {_literal(value)}" for value in self.values)
        parts = []
        if self.low is not None:
            parts.append(f"$ {'>=' if self.low_in else '>'} {self.low:f}")
        if self.high is not None:
            parts.append(f"$ {'<=' if self.high_in else '<'} {self.high:f}")
        return " and ".join(parts)


def read_cell(text: str) -> Cell:
    """Raises LexerRefused with what is wrong."""
    if not isinstance(text, str):
        raise LexerRefused("单元格应为文本", "a cell is a text")
    plain = _DAY.sub(_day, text).strip()
    if plain in ("", "-"):
        return Cell()
    if found := _RANGE.fullmatch(plain):
        low, high = Decimal(found.group(2)), Decimal(found.group(3))
        low_in, high_in = found.group(1) == "[", found.group(4) == "]"
        if low > high or (low == high and not (low_in and high_in)):
            raise LexerRefused(f"“{text}”是空区间", f"“{text}” is an empty interval")
        return Cell(None, low, high, low_in, high_in)
    if found := _COMPARE.fullmatch(plain):
        bound, inside = Decimal(found.group(2)), "=" in found.group(1)
        return Cell(None, bound, None, inside) if ">" in found.group(1) else Cell(None, None, bound, False, inside)
    if _LIST.fullmatch(plain):
        return Cell(tuple(_value(item) for item in _ITEM.finditer(plain)))
    raise LexerRefused(f"看不懂单元格“{text}”", f"the cell “{text}” cannot be read")


def _day(found: re.Match[str]) -> str:
    try:
        return str(day_number(found.group(1)))
    except ValueError as error:
        raise LexerRefused(f"没有 {found.group(1)} 这一天", f"{found.group(1)} is no day") from error


def _value(item: re.Match[str]) -> Any:
    number, text, truth = item.groups()
    return Decimal(number) if number else (truth == "true") if truth else text


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else f"{value:f}"
