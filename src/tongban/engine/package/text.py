"""Text for people, always in both languages, and lists of such text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Text:
    """One thing said in Chinese and in English; both are complete."""

    zh: str
    en: str

    def said(self, lang: str) -> str:
        """The text in `lang`; Chinese for any language we do not speak."""
        return self.en if lang.startswith("en") else self.zh


@dataclass(frozen=True)
class Phrases:
    """What people say when they look for something, in each language."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def said(self, lang: str) -> tuple[str, ...]:
        """The phrases in `lang`; Chinese for any language we do not speak."""
        return self.en if lang.startswith("en") else self.zh
