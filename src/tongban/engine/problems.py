"""What every reader of the engine reports: one problem, by file, place and way to mend it, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `line` counts from 1; `where` is an element id, a JSON pointer or a key."""

    file: str
    line: int | None
    where: str
    zh: str
    en: str
    mend_zh: str
    mend_en: str


class Refused(ValueError):
    """The input is refused as a whole; `problems` says everything that was found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.file}:{p.line or '-'}: {p.where}: {p.en}" for p in self.problems))
