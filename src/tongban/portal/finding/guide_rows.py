"""One element of the guide: its key for the test, its label, and what is said; nothing to say is said too (无)."""

from collections.abc import Sequence
from typing import Any

from tongban.catalog.browsing import Offer
from tongban.catalog.labels import NONE
from tongban.engine.package.parts import LegalBasis
from tongban.engine.package.text import Text
from tongban.portal.words import said

Row = dict[str, Any]


def laws_of(offer: Offer) -> Sequence[LegalBasis]:
    """The laws the package names itself, with their English."""
    return offer.package.service.legal_bases if offer.package else ()


def row(key: str, label: tuple[str, str], *values: Text | str | None) -> Row:
    """An element with one or more things to say."""
    shown = [one if isinstance(one, str) else said(one) for one in values if one]
    return {"key": key, "label": said(label), "values": shown or [said(NONE)], "empty": shown in ([], [said(NONE)])}


def rows(key: str, label: tuple[str, str], values: Sequence[Text | str]) -> Row:
    """An element that is a list."""
    return row(key, label, *values)
