"""Whether a written reason says anything at all: what cannot be seen, and bare punctuation, is no reason."""

from __future__ import annotations

import unicodedata


def says(text: str, least: int = 1) -> bool:
    """At least so many letters, ideographs or digits."""
    return sum(unicodedata.category(character)[0] in "LN" for character in text) >= least
