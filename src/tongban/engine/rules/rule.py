"""A compiled rule: fee, amount, eligibility, routing. And conditions of gateways, in the same fenced language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.engine.problems import Problem, Refused
from tongban.engine.rules.failing import RuleFailed
from tongban.engine.rules.lexer import Expression, LexerRefused, lex
from tongban.engine.rules.reading import Parsed, RuleReader, Table
from tongban.engine.rules.values import Fields, build_context, expression_reads, outward
from tongban.engine.rules.zen_bridge import ZenExpression, ZenTable


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of one package version. Immutable; the same inputs always give the same value."""

    name: str
    title: tuple[str, str]
    reads: tuple[str, ...]
    defaults: Mapping[str, Any]
    result: str
    table: Table | None
    file: str
    fields: Fields = field(repr=False)
    _expression: ZenExpression | None = field(repr=False)
    _table: ZenTable | None = field(repr=False)
    _optional: frozenset[str] = field(repr=False)

    @staticmethod
    def compile(document: Any, *, file: str, schema_pointers: Fields) -> Rule:
        """`schema_pointers`: every pointer the rule may read, with its JSON schema (form fields, /scenario/…).

        Raises Refused with every problem; `where` is a JSON pointer into the document.
        """
        reader = RuleReader(document, file, schema_pointers)
        parsed = reader.read()
        try:
            expression, table, optional = _compiled(parsed)
        except LexerRefused as refused:
            reader.say("/table" if parsed.table else "/expression", refused.zh, refused.en)
            raise Refused(reader.problems) from refused
        return Rule(
            name=parsed.name,
            title=parsed.title,
            reads=parsed.reads,
            defaults=parsed.defaults,
            result=parsed.result,
            table=parsed.table,
            file=file,
            fields=schema_pointers,
            _expression=expression,
            _table=table,
            _optional=optional,
        )

    def evaluate(self, answers: Mapping[str, Any], *, today: date) -> Any:
        """The value, of the declared type; money is integer fen, dates inside are whole days. Raises RuleFailed."""
        return self.explain(answers, today=today)[0]

    def explain(self, answers: Mapping[str, Any], *, today: date) -> tuple[Any, int | None]:
        """(value, number of the row that decided, counted from 0; None for an expression). Raises RuleFailed."""
        context = build_context(self.reads, self._optional, self.defaults, self.fields, answers, today)
        if self._expression is not None:
            return outward(self.result, self._expression.evaluate(context)), None
        assert self._table is not None and self.table is not None
        hits = self._table.evaluate(context)
        if not hits:
            raise RuleFailed("没有一行适用", "no row of the table applies")
        if len(hits) > 1:
            rows = [number + 1 for number, _ in hits]
            raise RuleFailed(f"第 {rows} 行同时适用", f"rows {rows} apply at the same time")
        number, values = hits[0]
        if self.result != "object":
            return outward(self.result, values[0]), number
        return {
            name: outward(_kind_of(value), value) for name, value in zip(self.table.outputs, values, strict=True)
        }, number


@dataclass(frozen=True, eq=False)
class Condition:
    """A gateway condition: an expression that is true or false over answers, scenario and tasks."""

    text: str
    reads: tuple[str, ...]
    _expression: ZenExpression = field(repr=False)
    _optional: frozenset[str] = field(repr=False)

    @staticmethod
    def compile(
        text: str, *, file: str = "process.bpmn", where: str = "", schema_pointers: Fields | None = None
    ) -> Condition:
        """With `schema_pointers`, every path must be among them. Raises Refused."""
        try:
            lexed = lex(text)
            expression = ZenExpression(lexed.code)
        except LexerRefused as refused:
            raise Refused([_problem(file, where, refused.zh, refused.en)]) from refused
        reads, optional = expression_reads(lexed)
        unknown = [pointer for pointer in reads if schema_pointers is not None and pointer not in schema_pointers]
        if unknown:
            raise Refused([_problem(file, where, f"没有 {p}", f"there is no {p}") for p in unknown])
        return Condition(text, reads, expression, optional)

    def evaluate(self, facts: Mapping[str, Any], *, defaults: Mapping[str, Any] | None = None) -> bool:
        """Raises RuleFailed for a missing value without `defaults` or `??`, and for anything but true or false."""
        context = build_context(self.reads, self._optional, defaults or {}, {}, facts, None)
        value = self._expression.evaluate(context)
        if not isinstance(value, bool):
            raise RuleFailed("条件的结果不是真或假", "the condition is neither true nor false")
        return value


def _compiled(parsed: Parsed) -> tuple[ZenExpression | None, ZenTable | None, frozenset[str]]:
    if parsed.expression is not None:
        return ZenExpression(parsed.expression.code), None, expression_reads(parsed.expression)[1]
    table = parsed.table
    assert table is not None
    outputs: list[Expression] = [output for row in table.rows for output in row.outputs]
    for output in outputs:
        ZenExpression(output.code)
    columns = [pointer[1:].replace("/", ".") for pointer in table.inputs]
    rows = [(list(row.cells), [output.code for output in row.outputs]) for row in table.rows]
    optional = expression_reads(*outputs)[1] - set(table.inputs)
    return None, ZenTable(columns, rows, collect=table.hit == "unique"), optional


def _kind_of(value: Any) -> str:
    return "boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"


def _problem(file: str, where: str, zh: str, en: str) -> Problem:
    return Problem(file, None, where, zh, en, "改正这个条件", "correct the condition")
