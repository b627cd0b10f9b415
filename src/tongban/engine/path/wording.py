"""Whether a written reason says anything at all: what cannot be seen, and bare punctuation, is no reason."""

from __future__ import annotations

import unicodedata

from tongban.engine.forms.names import UNSEEN


def says(text: str, least: int = 1) -> bool:
    """At least so many letters, ideographs or digits."""
    return sum(unicodedata.category(character)[0] in "LN" and character not in UNSEEN for character in text) >= least
