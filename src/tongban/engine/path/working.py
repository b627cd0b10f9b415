"""What the process of a case reads, and how its conditions are decided (docs/package-format.md, process.bpmn)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tongban.engine.rules import Condition


@lru_cache(maxsize=2048)
def _condition(text: str) -> Condition:
    return Condition.compile(text)


def holds(text: str, data: Mapping[str, Any]) -> bool:
    """Evaluates a gateway condition; compiled once in a process."""
    return bool(_condition(text).evaluate(data))


def gateway_data(facts: Mapping[str, Any], *, commitment: bool, records: Mapping[str, Any]) -> dict[str, Any]:
    """What gateway conditions read: answers, scenario, local, commitment, tasks.<node>."""
    return {
        "answers": facts,
        "scenario": facts.get("scenario", {}),
        "local": facts["local"],
        "commitment": commitment,
        "tasks": records,
    }
