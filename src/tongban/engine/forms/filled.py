"""Answers as they count, whoever brought them: identifiers written plainly, what the applicant's identity says, and
what follows from another answer. Nothing of this is asked twice, so nothing of it can be given otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tongban.engine import pointers
from tongban.engine.conditions import Setting
from tongban.engine.forms.fields import Field, Page
from tongban.engine.forms.formats import IDENTIFIERS, plain
from tongban.engine.forms.identifiers import age_on, citizen_id_problem

Applicant = Mapping[str, str]
"""What is known of the person who applies: `name`, `citizen-id`; a key is left out where it is not known."""


def is_own(field: Field, answers: Mapping[str, Any], setting: Setting, applicant: Applicant) -> bool:
    """Whether the answer is the applicant's own name or number, known and so not asked."""
    own = field.own
    if own is None or own.take not in applicant:
        return False
    return own.when is None or own.when.holds(setting.facts(answers))


def filled(
    pages: Iterable[Page], answers: Mapping[str, Any], setting: Setting, applicant: Applicant, today: date
) -> dict[str, Any]:
    """The answers with what is known in its place. What was given there instead is dropped."""
    result = dict(answers)
    for field in (field for page in pages for field in page.fields):
        if is_own(field, result, setting, applicant):
            assert field.own is not None
            result = pointers.put(result, field.pointer, applicant[field.own.take])
        elif field.age_at is not None:
            result = _with_age(field, result, field.age_at, today)
        for at, format in _identifiers(field, result):
            value = pointers.get(result, at)
            if isinstance(value, str) and value.strip():
                result = pointers.put(result, at, plain(format, value))
    return result


def _with_age(field: Field, answers: dict[str, Any], source: str, today: date) -> dict[str, Any]:
    number = pointers.get(answers, source)
    if not isinstance(number, str) or citizen_id_problem(number, today) is not None:
        return pointers.drop(answers, field.pointer)
    return pointers.put(answers, field.pointer, age_on(number, today))


def _identifiers(field: Field, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where identifiers stand: the pointer and the format, rows of a repeat group too."""
    if field.format in IDENTIFIERS:
        yield field.pointer, str(field.format)
    rows = pointers.get(answers, field.pointer) if field.children else None
    for number in range(len(rows) if isinstance(rows, list) else 0):
        for child in field.children:
            if child.format in IDENTIFIERS:
                yield child.at(number).pointer, str(child.format)
