"""A legal basis in both languages: the Chinese citation as it stands, and its English by laws.toml beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tongban.engine.package.parts import LegalBasis
from tongban.engine.package.text import Text

_ARTICLES = re.compile(r"\d+(?:、\d+)*")


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str]]:
    path = Path(__file__).with_name("laws.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return found["laws"], found["sayings"]


def cited(basis: str, own: Sequence[LegalBasis] = ()) -> Text:
    """The basis as a pair; `own` are the laws a package names itself. What is not known is said in Chinese in both."""
    laws, sayings = _table()
    laws = {**laws, **{one.law.zh: one.law.en for one in own}}
    if basis in sayings:
        return Text(basis, sayings[basis])
    law = max((title for title in laws if basis.startswith(title)), key=len, default="")
    rest = basis.removeprefix(law)
    if not law or (rest and not _ARTICLES.fullmatch(rest)):
        return Text(basis, basis)
    if not rest:
        return Text(basis, laws[law])
    numbers = rest.split("、")
    said = f"articles {', '.join(numbers[:-1])} and {numbers[-1]}" if len(numbers) > 1 else f"article {rest}"
    return Text(basis, f"{laws[law]}, {said}")
