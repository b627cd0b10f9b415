"""Rows that an act adds are kept and written together: one statement for each kind, in the order of the block.

    with rows.together(Clock, Task):
        rows.add(Clock(…))  # kept
        rows.add(Case(…))  # written at once: not among the kinds of this block

What reads within the block does not see them yet; so a block holds no more than what only adds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Model

_kept: ContextVar[dict[type[Model], list[Model]] | None] = ContextVar("kept_rows", default=None)


def add(row: Model) -> None:
    """Writes a new row, at once or at the end of the block that keeps its kind."""
    kept = (_kept.get() or {}).get(type(row))
    if kept is None:
        row.save(force_insert=True)
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
        kind._default_manager.bulk_create(rows)
