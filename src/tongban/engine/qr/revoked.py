"""The revocation list: which issues of which certificates are no longer in force, and why; eight bytes for each.

A verifier without a network carries it along; it says itself until when it is fresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import cbor2

from tongban.engine.qr.cose import loaded

MARK = 8
REASONS = {"replaced": 1, "revoked": 2, "forfeited": 3, "retracted": 4, "deregistered": 5}
"""State of a certificate and its figure in the list."""
_SERIAL, _MADE, _NEXT, _MARKS = 1, 2, 3, 4


def mark(number: str, issue: int) -> bytes:
    """What the list holds of one issue of one certificate."""
    return sha256(f"{number}\n{issue}".encode()).digest()[:MARK]


@dataclass(frozen=True)
class Revoked:
    """A list that was read. `serial` grows with each; the times are UTC."""

    serial: int
    made_at: datetime
    next_update: datetime
    marks: Mapping[bytes, str]

    def state_of(self, number: str, issue: int) -> str | None:
        """Why this issue is no longer in force, a key of REASONS; None where the list does not name it."""
        return self.marks.get(mark(number, issue))

    def is_stale(self, at: datetime) -> bool:
        """Whether a newer list should have been fetched by then."""
        return at > self.next_update


def list_bytes(serial: int, made_at: datetime, next_update: datetime, gone: Iterable[tuple[bytes, str]]) -> bytes:
    """The list to be signed, from (mark, reason). The same rows give the same bytes."""
    by_reason: dict[int, list[bytes]] = {}
    for one, reason in gone:
        by_reason.setdefault(REASONS[reason], []).append(one)
    marks = {reason: b"".join(sorted(set(rows))) for reason, rows in by_reason.items()}
    said = {_SERIAL: serial, _MADE: int(made_at.timestamp()), _NEXT: int(next_update.timestamp()), _MARKS: marks}
    return cbor2.dumps(said, canonical=True)


def read_list(data: bytes) -> Revoked:
    """The list again. Raises ValueError."""
    said = loaded(data)
    if not isinstance(said, dict) or set(said) != {_SERIAL, _MADE, _NEXT, _MARKS} or not isinstance(said[_MARKS], dict):
        raise ValueError("this is no revocation list")
    if not all(type(said[one]) is int for one in (_SERIAL, _MADE, _NEXT)):
        raise ValueError("this is no revocation list")
    names = {figure: reason for reason, figure in REASONS.items()}
    marks: dict[bytes, str] = {}
    for figure, rows in said[_MARKS].items():
        if figure not in names or not isinstance(rows, bytes) or len(rows) % MARK:
            raise ValueError("this is no revocation list")
        marks.update({rows[at : at + MARK]: names[figure] for at in range(0, len(rows), MARK)})
    return Revoked(said[_SERIAL], _time(said[_MADE]), _time(said[_NEXT]), marks)


def _time(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("no time") from error
