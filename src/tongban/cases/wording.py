"""Texts that people write into letters: refused before the act when no letter could show them, not found out after it."""

from collections.abc import Iterable

from tongban.cases.refusals import ActRefused
from tongban.cases.step import Work
from tongban.engine.forms.guard import text_problem
from tongban.engine.letters import find, missing_characters


def require_drawable(work: Work, *texts: str) -> None:
    """Raises ActRefused("unprintable"): control characters, or one that no font of this machine has."""
    for text in texts:
        plain = text.replace("\r\n", "\n")  # as a page sends it
        missing = missing_characters(plain, find())
        if missing or text_problem(plain) is not None:
            raise ActRefused("unprintable", about=named(missing))


def named(characters: Iterable[str]) -> str:
    """Characters with their code points, which say what is meant where the screen shows a box."""
    return "、".join(f"{one}（U+{ord(one):04X}）" for one in characters)
