"""Conditions as data: the one JSON subset that a form, a scenario, a material or a child of a bundle may ask.

`{"equals": [pointer, value]}`, `{"in": [pointer, [values]]}`, `{"less": [pointer, number]}`,
`{"at_least": [pointer, number]}`, `{"and": [...]}`, `{"or": [...]}`, `{"not": {...}}`.
The value compared with may be `{"at": pointer}`: another fact, such as a threshold of the place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.engine.pointers import MISSING
from tongban.engine.pointers import get as value_at

MAX_DEPTH = 12
BESIDE = ("scenario", "local")
"""Names that stand beside the answers: what the applicant said of the situation, and the figures of the place."""
_MANY = {"and": all, "or": any}
_PAIR = ("equals", "in", "less", "at_least")


@dataclass(frozen=True)
class Setting:
    """What conditions may read beside the answers: /scenario/… of the applicant and /local/… of the place."""

    scenario: Mapping[str, Any] | None = None
    local: Mapping[str, Any] | None = None

    def facts(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answers with both beside them; an answer of the same name never stands in for them."""
        return {**answers, "scenario": self.scenario or {}, "local": self.local or {}}


NOWHERE = Setting()


@dataclass(frozen=True)
class Fault:
    """One thing in a document that is no condition: `where` is a pointer into it, texts are (zh, en)."""

    where: str
    wrong: tuple[str, str]
    mend: tuple[str, str]


class BadCondition(ValueError):
    """The document is no condition; `faults` says everything that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.where or '/'}: {fault.wrong[1]}" for fault in self.faults))


@dataclass(frozen=True)
class Condition:
    """A checked condition. `document` is the JSON it was read from; `reads` = every fact in it, in order."""

    document: Mapping[str, Any]
    reads: tuple[str, ...]

    @staticmethod
    def compile(document: Any, *, row: bool = False) -> Condition:
        """Check the whole document. With `row`, "./x" reads the same row of a repeat group. Raises `BadCondition`."""
        faults = tuple(_faults(document, "", 0, ("/", "./") if row else ("/",)))
        if faults:
            raise BadCondition(faults)
        return Condition(document, tuple(dict.fromkeys(_pointers(document))))

    def holds(self, facts: Mapping[str, Any], row: Mapping[str, Any] | None = None) -> bool:
        """Decide over the facts. A missing fact equals nothing, is in nothing and is neither less nor at least."""
        return _holds(self.document, facts, row or {})


def same(one: Any, other: Any) -> bool:
    """Equality of JSON: 1 and 1.0 are the same, true and 1 are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _holds(document: Mapping[str, Any], facts: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    ((word, body),) = document.items()
    if word in _MANY:
        return _MANY[word](_holds(part, facts, row) for part in body)
    if word == "not":
        return not _holds(body, facts, row)
    left, right = _read(body[0], facts, row), body[1]
    if _is_fact(right):
        right = _read(right["at"], facts, row)
    if left is MISSING or right is MISSING:
        return False
    if word == "equals":
        return same(left, right)
    if word == "in":
        return any(same(left, one) for one in right)
    if not _is_number(left) or not _is_number(right):
        return False
    return bool(left < right) if word == "less" else bool(left >= right)


def _read(pointer: str, facts: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
    return value_at(row, pointer[1:]) if pointer.startswith("./") else value_at(facts, pointer)


def _is_fact(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"at"}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _pointers(document: Mapping[str, Any]) -> Iterator[str]:
    ((word, body),) = document.items()
    if word in _MANY:
        for part in body:
            yield from _pointers(part)
    elif word == "not":
        yield from _pointers(body)
    else:
        yield body[0]
        if _is_fact(body[1]):
            yield body[1]["at"]


_MEND_OBJECT = ('例如 {"equals": ["/x", 1]}', 'such as {"equals": ["/x", 1]}')
_MEND_WORD = ("只用 equals、in、less、at_least、and、or、not", "use equals, in, less, at_least, and, or, not")
_MEND_VALUE = ('写数字，或 {"at": 指针}', 'write a number, or {"at": pointer}')


def _faults(document: Any, where: str, depth: int, begins: tuple[str, ...]) -> Iterator[Fault]:
    if depth > MAX_DEPTH:
        wrong = (f"条件嵌套超过 {MAX_DEPTH} 层", f"conditions are nested deeper than {MAX_DEPTH}")
        yield Fault(where, wrong, ("拆成较浅的条件", "make it shallower"))
    elif not isinstance(document, Mapping) or len(document) != 1:
        wrong = ("条件应为只有一个键的对象", "a condition is an object with exactly one key")
        yield Fault(where, wrong, _MEND_OBJECT)
    else:
        ((word, body),) = document.items()
        yield from _word_faults(str(word), body, where, depth, begins)


def _word_faults(word: str, body: Any, where: str, depth: int, begins: tuple[str, ...]) -> Iterator[Fault]:
    inside = f"{where}/{word}"
    if word in _MANY:
        if not isinstance(body, list | tuple) or not body:
            wrong = ("这里应为条件的列表，至少一项", "a list of conditions is needed, at least one")
            yield Fault(inside, wrong, (f'{{"{word}": [条件, 条件]}}', f'{{"{word}": [condition, condition]}}'))
            return
        for index, part in enumerate(body):
            yield from _faults(part, f"{inside}/{index}", depth + 1, begins)
    elif word == "not":
        yield from _faults(body, inside, depth + 1, begins)
    elif word not in _PAIR:
        yield Fault(where, (f"不认识的条件“{word}”", f"unknown condition {word!r}"), _MEND_WORD)
    elif not isinstance(body, list | tuple) or len(body) != 2:
        wrong = ("这里应为两项：指针和值", "two items are needed here: a pointer and a value")
        yield Fault(inside, wrong, _MEND_OBJECT)
    else:
        yield from _pointer_faults(body[0], f"{inside}/0", begins)
        yield from _value_faults(word, body[1], f"{inside}/1", begins)


def _pointer_faults(value: Any, where: str, begins: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(value, str) or not value.startswith(begins):
        listed = " / ".join(begins)
        wrong = (
            f"这里应为以 {listed} 开头的指针，而不是 {value!r}",
            f"a pointer beginning with {listed} is needed, not {value!r}",
        )
        yield Fault(where, wrong, _MEND_OBJECT)


def _value_faults(word: str, value: Any, where: str, begins: tuple[str, ...]) -> Iterator[Fault]:
    if word == "in":
        if not isinstance(value, list | tuple) or not value:
            wrong = ("“in”的第二项应为列表，至少一项", "the second item of 'in' is a list of at least one value")
            yield Fault(where, wrong, ('例如 {"in": ["/x", ["a", "b"]]}', 'such as {"in": ["/x", ["a", "b"]]}'))
        elif not all(map(_is_json, value)):
            yield _not_json(where)
    elif _is_fact(value):
        yield from _pointer_faults(value["at"], f"{where}/at", begins)
    elif word in ("less", "at_least"):
        if not _is_number(value) or not math.isfinite(value):
            yield Fault(where, ("这里应为数字", "a number is needed here"), _MEND_VALUE)
    elif not _is_json(value):
        yield _not_json(where)


def _not_json(where: str) -> Fault:
    wrong = ("这里的值不会是任何答案", "no answer can have this value")
    return Fault(
        where,
        wrong,
        ("写文本、数字、true 或 false；日期写成文本", "write text, a number, true or false; dates as text"),
    )


def _is_json(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int)
