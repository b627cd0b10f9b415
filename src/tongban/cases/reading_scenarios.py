"""Scenario answers out of what a browser posted: each in its type; a number that cannot be read stays as typed."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from tongban.engine.package.parts import Scenario

PREFIX = "scenario-"


def read_scenarios(scenarios: Iterable[Scenario], posted: Mapping[str, list[str]]) -> dict[str, Any]:
    """Scenario id → bool, int or option code. The POST name of a question is "scenario-<id>"."""
    found = {}
    for one in scenarios:
        typed = posted.get(PREFIX + one.id) or [""]
        value = _value(one, typed[-1])
        if value is not None:
            found[one.id] = value
    return found


def _value(scenario: Scenario, typed: str) -> Any:
    text = unicodedata.normalize("NFKC", typed).strip()
    if scenario.type == "boolean":
        return {"true": True, "false": False}.get(text)
    if scenario.type == "number":
        plain = text.replace(" ", "").replace(",", "")
        return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else text or None
    return text if text in scenario.options else None
