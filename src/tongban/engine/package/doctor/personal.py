"""Personal data is marked: a citizen id, a phone or a bank account in a form carries x-personal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.engine.package.doctor.report import Patient
from tongban.engine.package.pointers import schema_pointers, written_at
from tongban.engine.problems import Problem

FORMATS = ("citizen-id", "mobile", "bank-account")


def _wrong(patient: Patient, file: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
    pointers = schema_pointers(schema)
    for pointer, part in pointers.items():
        if part.get("format") not in FORMATS:
            continue
        above = [pointer.rsplit("/", cut)[0] for cut in range(1, pointer.count("/"))]
        if any(pointers[one].get("x-personal") is True for one in [pointer, *above] if one in pointers):
            continue
        wrong = (f"个人信息“{pointer}”没有标明加密", f"the personal datum {pointer!r} is not marked for encryption")
        yield patient.json(file, written_at(pointer), wrong, ('加上 "x-personal": true', 'add "x-personal": true'))


def check(patient: Patient) -> Iterator[Problem]:
    """The form and every task form."""
    yield from _wrong(patient, "form.schema.json", patient.package.schema)
    for name, schema in patient.package.task_schemas.items():
        yield from _wrong(patient, f"tasks/{name}.schema.json", schema)
