"""Rows that an act adds are kept and written together: one statement for each kind, in the order of the block.

    with rows.together(Clock, Task):
        rows.add(Clock(…))  # kept
        rows.add(Case(…))  # written at once: not among the kinds of this block

What reads within the block does not see them yet; so a block holds no more than what only adds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

_kept: ContextVar[dict[type[Model], list[Model]] | None] = ContextVar("kept_rows", default=None)


def add(row: Model) -> None:
    """Writes a new row, at once or at the end of the block that keeps its kind."""
    kept = (_kept.get() or {}).get(type(row))
    if kept is None:
        _insert(type(row), [row])
    else:
        kept.append(row)


@contextmanager
def together(*kinds: type[Model]) -> Iterator[None]:
    """Keeps new rows of `kinds` until its end; nothing is written when it raises. A kind kept already stays so."""
    around = _kept.get() or {}
    own: dict[type[Model], list[Model]] = {kind: [] for kind in kinds if kind not in around}
    token = _kept.set({**around, **own})
    try:
        yield
    finally:
        _kept.reset(token)
    for kind, rows in own.items():
        _insert(kind, rows)


def _insert(kind: type[Model], rows: list[Model]) -> None:
    """As bulk_create, without building the statement anew: columns that the database fills are left to it."""
    if not rows:
        return
    columns = [(field, field.pre_save(rows[0], add=True)) for field in kind._meta.local_concrete_fields]
    written = [field for field, value in columns if not isinstance(value, DatabaseDefault)]
    values = [[field.pre_save(row, add=True) for field in written] for row in rows]
    if any(hasattr(one, "resolve_expression") for row in values for one in row):
        kind._default_manager.bulk_create(rows)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(kind, tuple(written), len(rows)),
            [
                field.get_db_prep_save(one, connection)
                for row in values
                for field, one in zip(written, row, strict=True)
            ],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=500)
def _statement(kind: type[Model], fields: tuple[Any, ...], count: int) -> str:
    quote = connection.ops.quote_name
    places = [
        field.get_placeholder(None, None, connection) if hasattr(field, "get_placeholder") else "%s" for field in fields
    ]
    row = f"({', '.join(places)})"
    names = ", ".join(quote(field.column) for field in fields)
    return f"INSERT INTO {quote(kind._meta.db_table)} ({names}) VALUES {', '.join([row] * count)}"
