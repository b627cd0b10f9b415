"""Asking for letters. A letter is written by a job after the act commits, about a row that never changes again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from tongban.cases.step import Work
from tongban.kit import jobs

Wanted = list[tuple[Work, str, UUID]]
_noted: ContextVar[Wanted | None] = ContextVar("noted_letters", default=None)


def ask(work: Work, kind: str, about: UUID | None = None) -> None:
    """One letter of `kind` about one row (the case itself by default), however often the job runs and however late:
    it bears the day of the act."""
    if (noted := _noted.get()) is not None:
        noted.append((work, kind, about or work.case.id))
    jobs.defer("case.letter", case=work.case.id, kind=kind, about=about or work.case.id, on=work.today.isoformat())


@contextmanager
def noted() -> Iterator[Wanted]:
    """Within the block the letters that are asked for are noted too: whose, of which kind, about what."""
    found: Wanted = []
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)
