"""The doctor's questions to a decision table: does every case hit a row, only one, and does each row give a value?

Each column is cut at every number or text its cells name; between the cuts nothing changes, so trying one value of each
piece, in every combination, is exact.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tongban.engine import pointers
from tongban.engine.problems import Problem
from tongban.engine.rules.failing import RuleFailed
from tongban.engine.rules.reading import column_kind
from tongban.engine.rules.rule import Rule
from tongban.engine.rules.values import TODAY

MAX_COMBINATIONS = 20_000
MAX_TRIED = 2_000
MAX_SHOWN = 5
_EPOCH = date(1970, 1, 1)
_OTHER = "…"
"""Stands for any text that no cell names."""


def table_problems(rule: Rule) -> list[Problem]:
    """Gaps, overlaps (hit unique), rows never reached (hit first) and rows without a value. [] for an expression."""
    if rule.table is None:
        return []
    file = rule.file
    columns = [list(_pieces(rule, n)) for n in range(len(rule.table.inputs))]
    if math.prod(map(len, columns)) > MAX_COMBINATIONS:
        zh, en = "表太大，无法逐一核对", "the table is too large to be checked"
        return [_problem(file, "/table", zh, en, "拆成几张表", "split it into several tables")]
    found: list[Problem] = []
    gaps: list[tuple[Any, ...]] = []
    overlaps: dict[tuple[int, int], tuple[Any, ...]] = {}
    reached: set[int] = set()
    for combination in itertools.product(*columns):
        rows = [
            n
            for n, row in enumerate(rule.table.rows)
            if all(cell.holds(value) for cell, value in zip(row.cells, combination, strict=True))
        ]
        if not rows:
            gaps.append(combination)
        elif len(rows) > 1 and rule.table.hit == "unique":
            overlaps.setdefault((rows[0], rows[1]), combination)
        reached |= set(rows[:1] if rule.table.hit == "first" else rows)
    for combination in gaps[:MAX_SHOWN]:
        shown = _shown(rule, combination)
        mend = "补一行", "add a row for it"
        found.append(_problem(file, "/table/rows", f"没有一行适用于 {shown}", f"no row applies to {shown}", *mend))
    for (one, two), combination in list(overlaps.items())[:MAX_SHOWN]:
        shown, place = _shown(rule, combination), f"/table/rows/{two}"
        zh, en = f"第 {one + 1} 行与第 {two + 1} 行重叠：{shown}", f"rows {one + 1} and {two + 1} overlap: {shown}"
        found.append(_problem(file, place, zh, en, "改正区间", "correct the intervals"))
    for number in sorted(set(range(len(rule.table.rows))) - reached):
        zh, en = f"第 {number + 1} 行永远用不到", f"row {number + 1} is never reached"
        found.append(_problem(file, f"/table/rows/{number}", zh, en, "删去或提前", "remove it or move it up"))
    return found + list(_valueless(rule, columns, file))


def _valueless(rule: Rule, columns: list[list[Any]], file: str) -> Iterator[Problem]:
    """Evaluates the real rule wherever its inputs alone decide; reports each row once."""
    assert rule.table is not None
    if set(rule.reads) - set(rule.table.inputs) - set(rule.defaults):
        return
    told: set[str] = set()
    for combination in itertools.islice(itertools.product(*columns), MAX_TRIED):
        answers, today = _answers(rule, combination)
        try:
            rule.evaluate(answers, today=today)
        except RuleFailed as failed:
            matches = [
                n
                for n, row in enumerate(rule.table.rows)
                if all(cell.holds(value) for cell, value in zip(row.cells, combination, strict=True))
            ]
            if not matches or (len(matches) > 1 and rule.table.hit == "unique"):
                continue
            place = f"/table/rows/{matches[0]}"
            if place not in told:
                told.add(place)
                shown = _shown(rule, combination)
                yield _problem(
                    file, place, f"{shown}：{failed.zh}", f"{shown}: {failed.en}", "改正输出", "correct the output"
                )


def _pieces(rule: Rule, column: int) -> Iterator[Any]:
    assert rule.table is not None
    pointer = rule.table.inputs[column]
    schema = rule.fields.get(pointer, {})
    cells = [row.cells[column] for row in rule.table.rows]
    kind = column_kind(pointer, rule.fields)
    if kind == "boolean":
        yield from (True, False)
    elif kind == "string":
        named = list(dict.fromkeys(v for cell in cells for v in cell.values or ()))
        yield from schema.get("enum", [*named, _OTHER])
    else:
        whole = schema.get("type") == "integer" or schema.get("format") == "date" or pointer == TODAY
        yield from _numbers({bound for cell in cells for bound in cell.bounds}, schema, whole)


def _numbers(bounds: set[Decimal], schema: Mapping[str, Any], whole: bool) -> Iterator[Decimal]:
    """A value at every bound, one between each two neighbours, one beyond each end; within the schema's limits."""
    ends = [Decimal(str(schema[key])) for key in ("minimum", "maximum") if key in schema]
    points = sorted({*bounds, *ends}) or [Decimal(0)]
    tries = [points[0] - 1, *points, points[-1] + 1]
    for low, high in itertools.pairwise(points):
        tries += [Decimal(math.floor(low) + 1)] if whole else [(low + high) / 2]
        if whole and not low < tries[-1] < high:
            tries.pop()
    for value in sorted(tries):
        low_ok = "minimum" not in schema or value >= Decimal(str(schema["minimum"]))
        high_ok = "maximum" not in schema or value <= Decimal(str(schema["maximum"]))
        strict_ok = value > schema.get("exclusiveMinimum", -math.inf) and value < schema.get(
            "exclusiveMaximum", math.inf
        )
        if low_ok and high_ok and strict_ok and (not whole or value == value.to_integral_value()):
            yield value


def _answers(rule: Rule, combination: tuple[Any, ...]) -> tuple[dict[str, Any], date]:
    assert rule.table is not None
    answers: dict[str, Any] = {}
    today = _EPOCH
    for pointer, value in zip(rule.table.inputs, combination, strict=True):
        is_date = rule.fields.get(pointer, {}).get("format") == "date"
        if pointer == TODAY:
            today = _EPOCH + timedelta(int(value))
        elif is_date:
            answers = pointers.put(answers, pointer, (_EPOCH + timedelta(int(value))).isoformat())
        else:
            plain = _plain(value)
            answers = pointers.put(answers, pointer, plain)
    return answers, today


def _plain(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _shown(rule: Rule, combination: tuple[Any, ...]) -> str:
    answers, today = _answers(rule, combination)
    assert rule.table is not None
    shown = [today.isoformat() if p == TODAY else pointers.get(answers, p) for p in rule.table.inputs]
    return ", ".join(f"{pointer} = {value}" for pointer, value in zip(rule.table.inputs, shown, strict=True))


def _problem(file: str, where: str, zh: str, en: str, mend_zh: str, mend_en: str) -> Problem:
    return Problem(file, None, where, zh, en, mend_zh, mend_en)
