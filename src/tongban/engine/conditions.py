"""Conditions as data: the JSON subset a package, a form or an implementation may ask, over one object of facts.

`{"equals": [pointer, value]}`, `{"in": [pointer, [values]]}`, `{"less": [pointer, number]}`,
`{"at_least": [pointer, number]}`, `{"and": [...]}`, `{"or": [...]}`, `{"not": {...}}`.
A number may be `{"at": pointer}`: another fact, such as a threshold of the place (`/local/fire_floor_area`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.engine.forms.conditions import same
from tongban.engine.forms.pointers import MISSING
from tongban.engine.forms.pointers import get as value_at

_DEEPEST = 20


class BadCondition(ValueError):
    """The document is no condition: `where` is a pointer into it, `zh`/`en` say what is wrong."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        self.where, self.zh, self.en = where, zh, en
        super().__init__(f"{where or '/'}: {en}")


@dataclass(frozen=True)
class Condition:
    """A checked condition. `document` is the JSON it was read from."""

    document: Mapping[str, Any]

    @staticmethod
    def compile(document: Any) -> Condition:
        """Check the whole document. Raises `BadCondition` on the first thing that is not understood."""
        _check(document, "", 0)
        return Condition(document)

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Decide over the facts. A missing fact equals nothing, is in nothing and is neither less nor at least."""
        return _holds(self.document, facts)

    @property
    def pointers(self) -> frozenset[str]:
        """Every fact that is read."""
        return frozenset(_pointers(self.document))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _check_pointer(value: Any, where: str) -> None:
    if not isinstance(value, str) or not value.startswith("/"):
        raise BadCondition(
            where, f"这里应为以“/”开头的指针，而不是 {value!r}", f"a pointer beginning with / is needed, not {value!r}"
        )


def _check_pair(body: Any, where: str) -> None:
    if not isinstance(body, Sequence) or isinstance(body, str) or len(body) != 2:
        raise BadCondition(where, "这里应为两项：指针和值", "two items are needed here: a pointer and a value")
    _check_pointer(body[0], f"{where}/0")


def _check(document: Any, where: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise BadCondition(where, f"条件嵌套超过 {_DEEPEST} 层", f"conditions are nested deeper than {_DEEPEST}")
    if not isinstance(document, Mapping) or len(document) != 1:
        raise BadCondition(where, "条件应为只有一个键的对象", "a condition is an object with exactly one key")
    word, body = next(iter(document.items()))
    inside = f"{where}/{word}"
    if word in ("and", "or"):
        if not isinstance(body, Sequence) or isinstance(body, str) or not body:
            raise BadCondition(inside, "这里应为条件的列表，至少一项", "a list of conditions is needed, at least one")
        for index, part in enumerate(body):
            _check(part, f"{inside}/{index}", depth + 1)
    elif word == "not":
        _check(body, inside, depth + 1)
    elif word in ("equals", "in", "less", "at_least"):
        _check_pair(body, inside)
        _check_value(word, body[1], f"{inside}/1")
    else:
        raise BadCondition(where, f"不认识的条件“{word}”", f"unknown condition {word!r}")


def _check_value(word: str, value: Any, where: str) -> None:
    if word == "in" and not isinstance(value, list | tuple):
        raise BadCondition(where, "“in”的第二项应为列表", "the second item of 'in' is a list")
    if word in ("less", "at_least"):
        if isinstance(value, Mapping) and set(value) == {"at"}:
            _check_pointer(value["at"], f"{where}/at")
        elif not _is_number(value):
            raise BadCondition(where, "这里应为数字，或 { at = 指针 }", "a number or { at = pointer } is needed here")


def _number(value: Any, facts: Mapping[str, Any]) -> Any:
    found = value_at(facts, value["at"]) if isinstance(value, Mapping) else value
    return found if _is_number(found) else MISSING


def _compare(word: str, body: Sequence[Any], facts: Mapping[str, Any]) -> bool:
    left, right = value_at(facts, body[0]), _number(body[1], facts)
    if not _is_number(left) or right is MISSING:
        return False
    return bool(left < right) if word == "less" else bool(left >= right)


def _holds(document: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    word, body = next(iter(document.items()))
    if word == "and":
        return all(_holds(part, facts) for part in body)
    if word == "or":
        return any(_holds(part, facts) for part in body)
    if word == "not":
        return not _holds(body, facts)
    if word in ("less", "at_least"):
        return _compare(word, body, facts)
    value = value_at(facts, body[0])
    if value is MISSING:
        return False
    return same(value, body[1]) if word == "equals" else any(same(value, one) for one in body[1])


def _pointers(document: Mapping[str, Any]) -> Iterator[str]:
    word, body = next(iter(document.items()))
    if word in ("and", "or"):
        for part in body:
            yield from _pointers(part)
    elif word == "not":
        yield from _pointers(body)
    else:
        yield body[0]
        if isinstance(body[1], Mapping) and "at" in body[1]:
            yield body[1]["at"]
