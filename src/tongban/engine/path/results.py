"""What a result takes from the work on a case (docs/package-format.md, result.fields "=decision.…")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.engine.pointers import MISSING


def brought_to_light(name: str, records: Mapping[str, Any]) -> Any:
    """The newest record that holds `name`, of a task or of the other system's answer; MISSING where none does."""
    for record in reversed(list(records.values())):
        if isinstance(record, Mapping) and record.get(name) not in (None, ""):
            return record[name]
    return MISSING
