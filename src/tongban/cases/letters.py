"""Asking for letters. A letter is written by a job after the act commits, about a row that never changes again."""

from uuid import UUID

from tongban.cases.step import Work
from tongban.kit import jobs


def ask(work: Work, kind: str, about: UUID | None = None) -> None:
    """One letter of `kind` about one row (the case itself by default), however often the job runs and however late:
    it bears the day of the act."""
    jobs.defer("case.letter", case=work.case.id, kind=kind, about=about or work.case.id, on=work.today.isoformat())
