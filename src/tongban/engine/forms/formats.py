"""The validator: JSON Schema 2020-12 with our formats, linear-time patterns and no reference outside the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import jsonschema_rs

from tongban.engine.forms import identifiers

FAR_FUTURE = date(9999, 12, 31)
"""A format knows no today; that a birth lies in the future is found by Form.check(today=…)."""


def is_date(text: str) -> bool:
    """A real day written 2026-01-31."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_upload_id(text: str) -> bool:
    """The id of an upload: a UUID written the usual way. Whose it is, the case asks when it is handed in."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


FORMATS: dict[str, Callable[[str], bool]] = {
    "citizen-id": lambda text: identifiers.citizen_id_problem(text, FAR_FUTURE) is None,
    "uscc": lambda text: identifiers.uscc_problem(text) is None,
    "mobile": lambda text: identifiers.mobile_problem(text) is None,
    "postcode": lambda text: identifiers.postcode_problem(text) is None,
    "card-number": lambda text: identifiers.bank_card_problem(text) is None,
    "date": is_date,
    "file": is_upload_id,
}
"""Formats a form may use; any other is refused at compile time."""
IDENTIFIERS = frozenset({"citizen-id", "uscc", "mobile", "postcode", "card-number"})


def plain(format: str, text: str) -> str:
    """An identifier as it is kept: without spaces and dashes, in plain characters, a mobile number without +86."""
    number = identifiers.normalise_identifier(text)
    return number.removeprefix("+86") if format == "mobile" else number


def build_validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Raises jsonschema_rs.ValidationError, ReferencingError or ValueError for a schema that cannot be used."""
    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.Draft202012Validator(
        schema,
        formats=FORMATS,
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        offline=True,
    )
