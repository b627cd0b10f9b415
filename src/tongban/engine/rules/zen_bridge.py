"""The only place that touches ZEN: compiles what the lexer let through and turns its errors into ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import zen

from tongban.engine.rules.cells import Cell
from tongban.engine.rules.failing import RuleFailed
from tongban.engine.rules.lexer import LexerRefused

Context = dict[str, Any]


class ZenExpression:
    """One compiled expression. LexerRefused if ZEN cannot parse it."""

    def __init__(self, code: str) -> None:
        try:
            self._compiled = zen.compile_expression(code)
        except Exception as error:
            raise LexerRefused(
                f"表达式写法不对：{_source(error)}", f"not a valid expression: {_source(error)}"
            ) from error

    def evaluate(self, context: Context) -> Any:
        """The raw ZEN value. Raises RuleFailed."""
        try:
            return self._compiled.evaluate(context)
        except Exception as error:
            raise _failed(error) from error


class ZenTable:
    """One compiled decision table over columns `c0`, `c1`, …; answers the matching rows as lists of outputs."""

    def __init__(self, columns: list[str], rows: list[tuple[list[Cell], list[str]]], *, collect: bool) -> None:
        outputs = len(rows[0][1])
        content = {
            "hitPolicy": "collect",
            "inputs": [{"id": f"c{n}", "name": f"c{n}", "field": path} for n, path in enumerate(columns)],
            "outputs": [{"id": f"o{n}", "name": f"o{n}", "field": f"o{n}"} for n in range(outputs)]
            + [{"id": "row", "name": "row", "field": "row"}],
            "rules": [_row(number, cells, codes) for number, (cells, codes) in enumerate(rows)],
        }
        if not collect:
            content["hitPolicy"] = "first"
        self._collect, self._outputs = collect, outputs
        nodes = [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
            {"id": "out", "type": "outputNode", "name": "out"},
        ]
        edges = [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ]
        self._decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def evaluate(self, context: Context) -> list[tuple[int, list[Any]]]:
        """(row number from 0, outputs) of each matching row: at most one under hit policy first."""
        try:
            result = self._decision.evaluate(context)["result"]
        except Exception as error:
            raise _failed(error) from error
        hits = result if self._collect else [result] if result else []
        return [(int(hit["row"]), [hit.get(f"o{n}") for n in range(self._outputs)]) for hit in hits]


def _row(number: int, cells: list[Cell], codes: list[str]) -> Mapping[str, str]:
    row = {"_id": str(number), "row": str(number)}
    row |= {f"c{n}": cell.zen() for n, cell in enumerate(cells)}
    return row | {f"o{n}": code for n, code in enumerate(codes)}


def _source(error: Exception) -> str:
    """The one useful line of a ZEN error, without its stack."""
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    try:
        return str(json.loads(first)["source"])[:200]
    except (ValueError, KeyError, TypeError):
        return first[:200]


def _failed(error: Exception) -> RuleFailed:
    return RuleFailed(f"规则无法计算：{_source(error)}", f"the rule cannot be computed: {_source(error)}")
