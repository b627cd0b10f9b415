"""Reads rules/*.json: our envelope around one expression or one decision table. Everything wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine.problems import Problem, Refused
from tongban.engine.rules.cells import Cell, read_cell
from tongban.engine.rules.lexer import Expression, LexerRefused, lex, path_of, pointer_of
from tongban.engine.rules.values import TODAY, Fields

RESULT_TYPES = frozenset({"integer", "number", "string", "boolean", "object"})
MAX_ROWS, MAX_COLUMNS = 500, 12
_KEYS = frozenset({"name", "title", "reads", "defaults", "result", "expression", "table", "note", "basis"})


@dataclass(frozen=True)
class TableRow:
    """One row: a cell for every input column, an expression for every output."""

    cells: tuple[Cell, ...]
    outputs: tuple[Expression, ...]
    note: str


@dataclass(frozen=True)
class Table:
    """`inputs` are pointers. `hit` is "first" (from the top) or "unique" (never two rows at once)."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[TableRow, ...]
    hit: str


@dataclass(frozen=True)
class Parsed:
    name: str
    title: tuple[str, str]
    reads: tuple[str, ...]
    defaults: Mapping[str, Any]
    result: str
    expression: Expression | None
    table: Table | None


class RuleReader:
    """Reads one document. `fields` = every pointer that may be read, with its JSON schema."""

    def __init__(self, document: Any, file: str, fields: Fields) -> None:
        self.document, self.file, self.fields = document, file, fields
        self.problems: list[Problem] = []

    def read(self) -> Parsed:
        """Raises Refused."""
        document = self.document
        if not isinstance(document, Mapping):
            self.say("", "规则应为一个对象", "a rule is an object")
            raise Refused(self.problems)
        for key in sorted(set(document) - _KEYS):
            self.say(f"/{key}", f"没有“{key}”这一项", f"there is no key “{key}”")
        title = self._title(document.get("title"))
        kind = document.get("result", {}).get("type") if isinstance(document.get("result"), Mapping) else None
        if kind not in RESULT_TYPES:
            self.say("/result/type", "要写明结果类型", f"give the result type: {', '.join(sorted(RESULT_TYPES))}")
        if ("expression" in document) == ("table" in document):
            self.say("", "expression 与 table 二者取一", "give either an expression or a table")
        if kind == "object" and "expression" in document:
            self.say("/result/type", "表达式只得出一个值", "an expression gives one value, not an object")
        expression = self.lexed(document["expression"], "/expression") if "expression" in document else None
        table = self._table(document["table"], str(kind)) if "table" in document else None
        reads = self._reads(document.get("reads"), expression, table)
        defaults = self._defaults(document.get("defaults", {}), reads)
        if self.problems:
            raise Refused(self.problems)
        return Parsed(str(document.get("name", "")), title, reads, defaults, str(kind), expression, table)

    def lexed(self, text: Any, where: str) -> Expression | None:
        try:
            return lex(text)
        except LexerRefused as refused:
            self.say(where, refused.zh, refused.en)
            return None

    def say(self, where: str, zh: str, en: str, mend_zh: str = "改正这一处", mend_en: str = "correct it") -> None:
        self.problems.append(Problem(self.file, None, where, zh, en, mend_zh, mend_en))

    def _title(self, title: Any) -> tuple[str, str]:
        name = self.document.get("name")
        if not isinstance(name, str) or not name:
            self.say("/name", "规则要有名称", "a rule needs a name")
        if isinstance(title, Mapping) and set(title) == {"zh", "en"} and all(title.values()):
            return str(title["zh"]), str(title["en"])
        self.say("/title", "标题要有中英文", "a title in Chinese and English is needed")
        return "", ""

    def _reads(self, reads: Any, expression: Expression | None, table: Table | None) -> tuple[str, ...]:
        if not isinstance(reads, list) or not all(isinstance(one, str) for one in reads):
            self.say("/reads", "reads 应为指针的列表", "reads is a list of pointers")
            return ()
        used = set(table.inputs) if table else set()
        expressions = [expression] if expression else []
        expressions += [output for row in (table.rows if table else ()) for output in row.outputs]
        used |= {pointer_of(path) for one in expressions for path in one.reads}
        for pointer in sorted(used - set(reads)):
            zh, en = f"用到了 {pointer}，reads 却没有列出", f"{pointer} is used but not listed in reads"
            self.say("/reads", zh, en, "列入 reads，或改正拼写", "list it, or correct the spelling")
        for index, pointer in enumerate(reads):
            if pointer not in used:
                self.say(
                    f"/reads/{index}", f"{pointer} 没有用到", f"{pointer} is never used", "删去或改正", "remove it"
                )
            self._known(pointer, f"/reads/{index}")
        return tuple(dict.fromkeys(reads))

    def _known(self, pointer: str, where: str) -> None:
        try:
            path_of(pointer)
        except ValueError:
            self.say(where, f"{pointer} 不是规则能读的名称", f"{pointer} is not a name a rule can read")
            return
        if pointer != TODAY and pointer not in self.fields:
            zh, en = f"表单没有 {pointer}", f"the form has no {pointer}"
            self.say(where, zh, en, "改正指针", "correct the pointer")

    def _defaults(self, defaults: Any, reads: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(defaults, Mapping):
            self.say("/defaults", "defaults 应为对象", "defaults is an object")
            return {}
        for pointer, value in defaults.items():
            if pointer not in reads or pointer == TODAY or value is None:
                self.say(
                    f"/defaults{pointer}", "只为 reads 中的项给默认值", "a default is for a pointer in reads, not null"
                )
        return dict(defaults)

    def _table(self, table: Any, result: str) -> Table | None:
        if not isinstance(table, Mapping) or not set(table) <= {"inputs", "outputs", "rows", "hit"}:
            self.say("/table", "table 只有 inputs、outputs、rows、hit", "a table has inputs, outputs, rows, hit")
            return None
        inputs = _column_names(table.get("inputs"), "field")
        outputs = _column_names(table.get("outputs"), "name")
        rows, hit = table.get("rows", []), table.get("hit", "unique")
        if not inputs or not outputs or not isinstance(rows, list) or not rows or len(rows) > MAX_ROWS:
            self.say(
                "/table", f"要有输入、输出和 1 至 {MAX_ROWS} 行", f"inputs, outputs and 1 to {MAX_ROWS} rows are needed"
            )
            return None
        if len(inputs) > MAX_COLUMNS or len(set(inputs)) < len(inputs) or len(set(outputs)) < len(outputs):
            self.say("/table", f"列不能重复，也不能超过 {MAX_COLUMNS}", f"columns are unique and at most {MAX_COLUMNS}")
        if hit not in ("first", "unique"):
            self.say("/table/hit", "hit 只能是 first 或 unique", "hit is first or unique")
        if len(outputs) > 1 and result != "object":
            self.say("/result/type", "多个输出时结果类型应为 object", "several outputs make a result of type object")
        read = tuple(self._row(row, n, inputs, outputs) for n, row in enumerate(rows))
        return Table(tuple(inputs), tuple(outputs), tuple(row for row in read if row), str(hit))

    def _row(self, row: Any, number: int, inputs: list[str], outputs: list[str]) -> TableRow | None:
        where = f"/table/rows/{number}"
        when, then = (row.get("when", {}), row.get("then", {})) if isinstance(row, Mapping) else (None, None)
        if not isinstance(when, Mapping) or not isinstance(then, Mapping) or not set(row) <= {"when", "then", "note"}:
            self.say(where, "一行只有 when、then、note", "a row has when, then, note")
            return None
        for pointer in sorted(set(when) - set(inputs)):
            self.say(f"{where}/when{pointer}", f"没有 {pointer} 这一列", f"there is no column {pointer}")
        for name in sorted(set(then) ^ set(outputs)):
            self.say(f"{where}/then/{name}", "每行要有且只有全部输出", "each row gives every output and nothing else")
        cells = [self._cell(when.get(pointer, ""), f"{where}/when{pointer}", pointer) for pointer in inputs]
        values = [self.lexed(then[name], f"{where}/then/{name}") for name in outputs if name in then]
        for name, value in zip(outputs, values, strict=False):
            if value is not None and value.code == "null":
                self.say(f"{where}/then/{name}", "输出不能是 null", "an output cannot be null")
        return TableRow(tuple(cells), tuple(value for value in values if value), str(row.get("note", "")))

    def _cell(self, text: Any, where: str, pointer: str) -> Cell:
        try:
            cell = read_cell(text)
        except LexerRefused as refused:
            self.say(where, refused.zh, refused.en, "例如 [0..300]、> 5、'a', 'b'", "such as [0..300], > 5, 'a', 'b'")
            return Cell()
        wanted = column_kind(pointer, self.fields)
        if wanted is None:
            self.say(where, f"{pointer} 不能作表的输入", f"{pointer} cannot be a column: text, number or yes/no only")
        elif cell.kind not in (None, wanted):
            self.say(where, f"单元格与 {pointer} 的类型不合", f"the cell does not fit the type of {pointer} ({wanted})")
        return cell


def _column_names(columns: Any, key: str) -> list[str]:
    """The names of some columns; [] if any column has none."""
    names = [one.get(key) if isinstance(one, Mapping) else None for one in columns] if isinstance(columns, list) else []
    return [str(name) for name in names] if all(isinstance(name, str) for name in names) else []


def column_kind(pointer: str, fields: Fields) -> str | None:
    """ "number" (also dates, as day numbers), "string" or "boolean"; None if it cannot be a table column."""
    schema = fields.get(pointer, {})
    if pointer == TODAY or schema.get("format") == "date":
        return "number"
    kinds = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean"}
    return kinds.get(str(schema.get("type")))
