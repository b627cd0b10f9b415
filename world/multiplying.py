"""More cases for benches: copies of the cases the city has lived through, with keys, numbers and codes of their own.

`./tongban demo-load N` calls `main`. Everything a case consists of is copied, and its facts in the ledger; its papers
(letters, certificates, uploads) are not made again. The same N gives the same cases in the same city.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from tongban.cases import numbering
from tongban.cases.models import (
    Case,
    Clock,
    Correction,
    Decision,
    Delivery,
    Opinion,
    Pause,
    Rating,
    Revision,
    RevisionMaterial,
    Task,
    Token,
)
from tongban.engine.letters import mod11_10
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Act
from tongban.kit.models import Installation
from tongban.kit.vault import seal
from tongban.kit.vault.fields import SealedText

SEED = 20261101
BATCH = 250
FIRST_SERIAL = 500_000  # of a day and a desk: far from what the counters give
OF_CASE: tuple[type[Model], ...] = (
    Revision, Clock, Pause, Token, Task, Opinion, Correction, Decision, Delivery, Rating,
)  # fmt: skip
ORDER: tuple[type[Model], ...] = (Case, Revision, RevisionMaterial, *OF_CASE[1:], Act)


class NoDemoCity(Exception):
    """Cases are copied in a demo city only, and from the cases it has."""


@dataclass(frozen=True)
class Mould:
    """A row ready to be written, and the places in it that each copy has of its own."""

    kind: type[Model]
    key: UUID
    values: list[Any]
    keys: list[tuple[int, UUID]]  # place → the row it names
    sealed: list[tuple[int, str, bytes]]  # place, label, plain text: sealed to its row, so anew for each copy


def multiply(count: int, say: Callable[[str], None]) -> float:
    """Makes `count` more cases (a bundle counts as one). Returns how many a second. Raises NoDemoCity."""
    families = list(_families()) if Installation.is_demo() else []
    if not families:
        raise NoDemoCity
    chance, started = random.Random(SEED), time.monotonic()
    serials: Counter[str] = Counter()
    for done in range(0, count, BATCH):
        many = min(BATCH, count - done)
        rows: dict[type[Model], list[list[Any]]] = defaultdict(list)
        for family in chance.choices(families, k=many):
            keys = {mould.key: new_id() for mould in family}
            for mould in family:
                rows[mould.kind].append(_cast(mould, keys, serials))
        with transaction.atomic():
            for kind in ORDER:
                _write(kind, rows[kind])
        say(f"{done + many}/{count}")
    return count / (time.monotonic() - started)


def _families() -> Iterator[list[Mould]]:
    """Each root case with its children and all that belongs to them, parents first."""
    for root in Case.objects.filter(parent=None).order_by("id"):
        cases = [root, *Case.objects.filter(parent=root).order_by("id")]
        ids = [one.id for one in cases]
        rows: list[Model] = list(cases)
        for kind in OF_CASE:
            rows += kind._default_manager.filter(case__in=ids)
        rows += RevisionMaterial.objects.filter(revision__case__in=ids)
        rows += Act.objects.filter(case__in=ids).order_by("at", "id")
        own = {row.pk for row in rows}
        yield [_mould(row, own) for row in rows]


def _columns(kind: type[Model]) -> list[Any]:
    return [field for field in kind._meta.concrete_fields if field.name != "recorded_at"]


def _mould(row: Model, own: set[UUID]) -> Mould:
    values, keys, sealed = [], [], []
    for place, field in enumerate(_columns(type(row))):
        value = getattr(row, field.attname)
        if isinstance(field, SealedText) and value is not None:
            sealed.append((place, field.label, field.encode(value)))
            value = None
        elif isinstance(value, UUID) and value in own:
            keys.append((place, value))
        values.append(field.get_db_prep_save(value, connection))
    return Mould(type(row), row.pk, values, keys, sealed)


def _cast(mould: Mould, keys: dict[UUID, UUID], serials: "Counter[str]") -> list[Any]:
    values, key = mould.values.copy(), keys[mould.key]
    for place, named in mould.keys:
        values[place] = keys[named]
    for place, label, plain in mould.sealed:
        values[place] = seal(label, key, plain)
    if mould.kind is Case:
        _number(values, key, serials)
    return values


_CASE = {field.name: place for place, field in enumerate(_columns(Case))}


def _number(values: list[Any], key: UUID, serials: "Counter[str]") -> None:
    body = values[_CASE["case_no"]][:-7]
    if body not in serials:
        copies = Case.objects.filter(case_no__startswith=body, case_no__gt=f"{body}{FIRST_SERIAL}")
        serials[body] = FIRST_SERIAL + copies.count()
    serials[body] += 1
    digits, code = f"{body}{serials[body]:06d}", numbering.query_code()
    values[_CASE["case_no"]] = digits + mod11_10(digits)
    values[_CASE["query_code"]] = seal("case.query_code", key, code.encode())
    values[_CASE["query_code_index"]] = numbering.code_index(code)


def _write(kind: type[Model], rows: list[list[Any]]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(field.column) for field in _columns(kind))
    copying = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(kind._meta.db_table), names)
    with connection.cursor() as cursor, cursor.copy(copying) as table:
        for row in rows:
            table.write_row(row)


def main(count: int) -> None:
    """In the database of TONGBAN_DATA, as its owner."""
    import django

    django.setup()

    def say(text: str) -> None:
        sys.stdout.write(f"  办件 {text} / cases\n")
        sys.stdout.flush()

    try:
        rate = multiply(count, say)
    except NoDemoCity:
        sys.exit(
            "只能在有办件的演示城市中生成 / only in a demo city that has cases: ./tongban up first, without --empty"
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(f"  {count} 件，每秒 {rate:.0f} 件 / {rate:.0f} cases a second\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
