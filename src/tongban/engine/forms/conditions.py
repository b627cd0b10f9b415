"""Conditions on answers as a JSON subset, so that server, browser and package reader cannot differ.

{"equals": ["/pointer", value]}, {"in": ["/pointer", [values]]}, {"less": ["/pointer", n]},
{"at_least": ["/pointer", n]}, {"and": [...]}, {"or": [...]}, {"not": {...}}. A missing answer makes every comparison
false. Inside a repeat group a pointer that begins with "./" reads the same item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine.forms import pointers
from tongban.engine.problems import Problem, Refused

MAX_DEPTH = 12
_MANY = {"and": all, "or": any}


@dataclass(frozen=True)
class AnswerCondition:
    """A checked condition. `reads` = every pointer in it, in order."""

    document: Mapping[str, Any]
    reads: tuple[str, ...]

    def holds(
        self,
        answers: Mapping[str, Any],
        scenario: Mapping[str, Any] | None = None,
        item: Mapping[str, Any] | None = None,
    ) -> bool:
        """Whether it is true of these answers; /scenario/… reads `scenario`, ./… reads `item`."""
        return _holds(self.document, answers, scenario or {}, item or {})


def compile_condition(document: Any, *, file: str, where: str) -> AnswerCondition:
    """Checks the shape. Raises Refused with the JSON pointer of the wrong place."""
    reads: list[str] = []
    problems: list[Problem] = []
    _check(document, file, where, reads, problems, 0)
    if problems:
        raise Refused(problems)
    return AnswerCondition(document, tuple(dict.fromkeys(reads)))


def same(one: Any, other: Any) -> bool:
    """Equality of JSON: 1 and 1.0 are the same, true and 1 are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _holds(node: Any, answers: Mapping[str, Any], scenario: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    ((operator, operand),) = node.items()
    if operator in _MANY:
        return _MANY[operator](_holds(part, answers, scenario, item) for part in operand)
    if operator == "not":
        return not _holds(operand, answers, scenario, item)
    value = _read(operand[0], answers, scenario, item)
    if value is pointers.MISSING:
        return False
    if operator == "equals":
        return same(value, operand[1])
    if operator == "in":
        return any(same(value, choice) for choice in operand[1])
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return bool(value < operand[1]) if operator == "less" else bool(value >= operand[1])


def _read(pointer: str, answers: Mapping[str, Any], scenario: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
    if pointer.startswith("./"):
        return pointers.get(item, pointer[1:])
    if pointer.startswith("/scenario/"):
        return pointers.get(scenario, pointer.removeprefix("/scenario"))
    return pointers.get(answers, pointer)


def _check(node: Any, file: str, where: str, reads: list[str], problems: list[Problem], depth: int) -> None:
    def say(zh: str, en: str, mend_zh: str, mend_en: str) -> None:
        problems.append(Problem(file, None, where, zh, en, mend_zh, mend_en))

    if not isinstance(node, Mapping) or len(node) != 1 or depth > MAX_DEPTH:
        say(
            "条件应为只含一个运算的对象",
            "a condition is an object with one operator",
            '例如 {"equals": ["/x", 1]}',
            'such as {"equals": ["/x", 1]}',
        )
        return
    ((operator, operand),) = node.items()
    if operator in _MANY and isinstance(operand, list) and operand:
        for index, part in enumerate(operand):
            _check(part, file, f"{where}/{operator}/{index}", reads, problems, depth + 1)
    elif operator == "not":
        _check(operand, file, f"{where}/not", reads, problems, depth + 1)
    elif operator in ("equals", "in", "less", "at_least"):
        if not _operand_ok(operator, operand):
            say(
                f"{operator} 的写法不对",
                f"{operator} takes a pointer and a value",
                "第一项是以 / 开头的指针，第二项是值",
                "write a pointer that begins with / and then the value",
            )
        else:
            reads.append(operand[0])
    else:
        say(
            f"没有“{operator}”这种运算",
            f"there is no operator “{operator}”",
            "只用 equals、in、less、at_least、and、or、not",
            "use equals, in, less, at_least, and, or, not",
        )


def _operand_ok(operator: str, operand: Any) -> bool:
    if not isinstance(operand, list) or len(operand) != 2 or not isinstance(operand[0], str):
        return False
    if not operand[0].startswith(("/", "./")):
        return False
    if operator == "in":
        return isinstance(operand[1], list) and bool(operand[1])
    if operator in ("less", "at_least"):
        return isinstance(operand[1], (int, float)) and not isinstance(operand[1], bool)
    return not isinstance(operand[1], float) or operand[1] == operand[1]
