"""A rule that cannot give an answer for these data says so; it never guesses."""

from __future__ import annotations


class RuleFailed(ValueError):
    """Evaluation ended without a usable value. `where` is a pointer or path, or empty."""

    def __init__(self, zh: str, en: str, where: str = "") -> None:
        self.zh, self.en, self.where = zh, en, where
        super().__init__(en)


class RuleTooCostly(RuleFailed):
    """A draft rule used up its seconds or its memory."""
