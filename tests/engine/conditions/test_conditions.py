"""Conditions: one table of verdicts for whatever decides them (vectors.json), and what the table cannot write."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tongban.engine.conditions import MAX_DEPTH, BadCondition, Condition, Setting

TABLE = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("document", "holds"), TABLE["verdicts"], ids=lambda one: json.dumps(one))
def test_verdicts(document: dict[str, Any], holds: bool) -> None:
    assert Condition.compile(document, row=True).holds(TABLE["facts"], TABLE["row"]) is holds


@pytest.mark.parametrize(("document", "places"), TABLE["refused"], ids=lambda one: json.dumps(one))
def test_what_is_no_condition_is_refused_at_every_place(document: Any, places: list[str]) -> None:
    with pytest.raises(BadCondition) as caught:
        Condition.compile(document, row=True)
    assert [fault.where for fault in caught.value.faults] == places
    assert all(text for fault in caught.value.faults for text in (*fault.wrong, *fault.mend))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), date(2026, 3, 2), [float("nan")]])
def test_values_that_json_has_not_are_refused(value: object) -> None:
    for word in ("equals", "less", "at_least"):
        with pytest.raises(BadCondition):
            Condition.compile({word: ["/a", value]})
    with pytest.raises(BadCondition):
        Condition.compile({"in": ["/a", [value]]})


def test_only_a_repeat_group_has_a_row() -> None:
    with pytest.raises(BadCondition):
        Condition.compile({"equals": ["./k", 5]})
    with pytest.raises(BadCondition):
        Condition.compile({"less": ["/a", {"at": "./k"}]})


@pytest.mark.parametrize("word", ["not", "and", "or"])
def test_a_bomb_of_nested_conditions_is_refused(word: str) -> None:
    def nested(times: int) -> dict[str, Any]:
        document: dict[str, Any] = {"equals": ["/a", 1]}
        for _ in range(times):
            document = {word: document if word == "not" else [document]}
        return document

    assert Condition.compile(nested(MAX_DEPTH)).reads == ("/a",)
    for times in (MAX_DEPTH + 1, 3000):
        with pytest.raises(BadCondition, match="nested deeper"):
            Condition.compile(nested(times))


def test_everything_that_is_read_is_known() -> None:
    document = {"or": [{"less": ["/b", {"at": "/local/m"}]}, {"not": {"in": ["/a", [1]]}}, {"equals": ["/b", 2]}]}
    assert Condition.compile(document).reads == ("/b", "/local/m", "/a")


def test_an_answer_never_stands_in_for_what_is_beside_it() -> None:
    answers = {"a": 1, "local": {"m": 9}, "scenario": {"s": True}}
    assert Setting({"t": 1}, {"m": 2}).facts(answers) == {"a": 1, "scenario": {"t": 1}, "local": {"m": 2}}
    assert Setting().facts(answers) == {"a": 1, "scenario": {}, "local": {}}
