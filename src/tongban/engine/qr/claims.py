"""What the QR code of a certificate says: no more of a person than its face shows, short enough to scan from paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import cbor2

from tongban.engine.qr import base45, drawing
from tongban.engine.qr.cose import loaded

PREFIX = "TB1:"
LARGEST_VERSION = 18
"""89 modules; with the margin 97, so that 39 mm of paper still have modules of 0.4 mm."""
_KIND, _NAME, _NAME_EN, _NUMBER, _ISSUE, _HOLDER, _AUTHORITY, _ISSUED, _VALID_TO, _ADDRESS, _CODE, _TEST = range(1, 13)
_TEXTS = (_KIND, _NAME, _NAME_EN, _NUMBER, _HOLDER, _AUTHORITY, _ADDRESS, _CODE)


@dataclass(frozen=True)
class Claims:
    """One issue of one certificate. `holder` is what the package shows; `address` the page that verifies by number and code."""

    kind: str
    name: tuple[str, str]
    number: str
    issue: int
    holder: str
    authority: str
    issued_on: date
    valid_to: date | None
    address: str
    code: str
    test: bool

    def to_cbor(self) -> bytes:
        """The one way to write it; names that are too long end with an ellipsis."""
        said: dict[int, Any] = {
            _KIND: self.kind, _NAME: _short(self.name[0], 20), _NAME_EN: _short(self.name[1], 40), _NUMBER: self.number,
            _ISSUE: self.issue, _HOLDER: _short(self.holder, 30), _AUTHORITY: _short(self.authority, 30),
            _ISSUED: _figure(self.issued_on), _ADDRESS: self.address, _CODE: self.code, _TEST: self.test,
        }  # fmt: skip
        if self.valid_to is not None:
            said[_VALID_TO] = _figure(self.valid_to)
        return cbor2.dumps(said, canonical=True)

    @classmethod
    def from_cbor(cls, data: bytes) -> Claims:
        """The claims again. Raises ValueError for anything that is not written so."""
        said = loaded(data)
        if not isinstance(said, dict) or set(said) - {_VALID_TO} != set(range(1, 13)) - {_VALID_TO}:
            raise ValueError("these are no claims of a certificate")
        texts = [said[one] for one in _TEXTS]
        if not all(isinstance(one, str) for one in texts) or type(said[_TEST]) is not bool:
            raise ValueError("these are no claims of a certificate")
        if type(said[_ISSUE]) is not int or said[_ISSUE] < 1:
            raise ValueError("an issue is a number from one on")
        kind, name, name_en, number, holder, authority, address, code = texts
        until = _day(said[_VALID_TO]) if _VALID_TO in said else None
        return cls(
            kind, (name, name_en), number, said[_ISSUE], holder, authority, _day(said[_ISSUED]), until,
            address, code, said[_TEST],
        )  # fmt: skip


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _figure(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _day(figure: object) -> date:
    if type(figure) is not int:
        raise ValueError("a day is a figure")
    return date(figure // 10_000, figure // 100 % 100, figure % 100)


def text_of(message: bytes) -> str:
    """What the QR code holds: prefix with version, then the signed message."""
    return PREFIX + base45.encode(message)


def message_of(text: str) -> bytes:
    """The signed message again. Raises ValueError. White space around is no part of it."""
    text = text.strip("\r\n\t ")
    if not text.startswith(PREFIX):
        raise ValueError("the code does not begin as ours do")
    return base45.decode(text.removeprefix(PREFIX))


def picture(text: str) -> str:
    """The code as SVG. Raises TooLong for what does not scan from paper."""
    return drawing.svg(text, largest=LARGEST_VERSION)
