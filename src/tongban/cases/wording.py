"""Texts that people write into letters: refused before the act when no letter could show them, not found out after it."""

from tongban.cases.step import Work
from tongban.engine.forms.guard import text_problem
from tongban.engine.letters import find, missing_characters


def require_drawable(work: Work, *texts: str) -> None:
    """Raises ActRefused("unprintable"): control characters, or one that no font of this machine has."""
    for text in texts:
        plain = text.replace("\r\n", "\n")  # as a page sends it
        work.require(text_problem(plain) is None and not missing_characters(plain, find()), "unprintable")
