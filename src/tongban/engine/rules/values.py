"""Values on their way into and out of a rule: typed, bounded, dates as day numbers, money as whole fen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.engine import pointers
from tongban.engine.rules.failing import RuleFailed
from tongban.engine.rules.lexer import Expression, day_number, pointer_of

LARGEST = 2**53 - 1
TODAY = "/today"
"""The pointer of today's date, which is an input like any other; no form field may take that name."""
Fields = Mapping[str, Mapping[str, Any]]


def build_context(
    reads: tuple[str, ...],
    optional: frozenset[str],
    defaults: Mapping[str, Any],
    fields: Fields,
    answers: Mapping[str, Any],
    today: date | None,
) -> dict[str, Any]:
    """Only what is read, and nothing else. Raises RuleFailed for a missing value or one of the wrong type."""
    context: dict[str, Any] = {}
    for pointer in reads:
        value: Any = today.isoformat() if pointer == TODAY and today is not None else pointers.get(answers, pointer)
        if value is pointers.MISSING or value is None:
            value = defaults.get(pointer)
        if value is None and pointer not in optional:
            raise RuleFailed(f"规则缺少 {pointer} 的值", f"the rule has no value for {pointer}", pointer)
        if value is not None:
            schema = {"type": "string", "format": "date"} if pointer == TODAY else fields.get(pointer, {})
            context = pointers.put(context, pointer, _inward(pointer, value, schema))
    return context


def expression_reads(*expressions: Expression) -> tuple[tuple[str, ...], frozenset[str]]:
    """Pointers that some expressions read, and those of them that may be missing everywhere."""
    reads = tuple(dict.fromkeys(pointer_of(path) for one in expressions for path in one.reads))
    needed = {pointer_of(path) for one in expressions for path in one.reads if path not in one.optional}
    return reads, frozenset(reads) - needed


def outward(kind: str, value: Any) -> Any:
    """A ZEN value as the declared type. Raises RuleFailed: null, a fraction for an integer, the wrong type."""
    if value is None:
        raise RuleFailed("规则没有得出结果", "the rule gives no result (null)")
    if kind == "boolean" and isinstance(value, bool):
        return value
    if kind == "string" and isinstance(value, str):
        return value
    if kind in ("integer", "number") and isinstance(value, (int, float)) and not isinstance(value, bool):
        if not math.isfinite(value) or abs(value) > LARGEST:
            raise RuleFailed("结果超出范围", "the result is out of range")
        if float(value).is_integer():
            return int(value)
        if kind == "number":
            return value
        raise RuleFailed(f"结果应为整数，却是 {value}", f"the result should be a whole number, but is {value}")
    raise RuleFailed(f"结果的类型不是 {kind}", f"the result is not of type {kind}")


_TYPES: dict[str, tuple[type, ...]] = {
    "integer": (int, float),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (Mapping,),
}


def _inward(pointer: str, value: Any, schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not abs(value) <= LARGEST:
        raise RuleFailed(f"{pointer} 的数字超出范围", f"the number at {pointer} is out of range", pointer)
    if kind is not None:
        fits = isinstance(value, _TYPES[kind]) and (kind == "boolean") == isinstance(value, bool)
        if not fits or (kind == "integer" and not float(value).is_integer()):
            raise RuleFailed(f"{pointer} 的值不是 {kind}", f"the value at {pointer} is not of type {kind}", pointer)
    if schema.get("format") == "date":
        try:
            return day_number(value)
        except ValueError as error:
            raise RuleFailed(f"{pointer} 不是日期", f"the value at {pointer} is no date", pointer) from error
    return value
