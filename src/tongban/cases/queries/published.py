"""What the law makes public of cases: results of organisations, and figures. Both come through functions of the owner."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from tongban.engine.package.text import Text
from tongban.kit import clock

KEPT = 600  # seconds; figures of a year need not be of this minute
_kept: dict[date, tuple[float, "Figures"]] = {}


@dataclass(frozen=True)
class Published:
    """One result granted to an organisation (政府信息公开条例 20(5))."""

    number: str
    organisation: str
    package_version: UUID
    authority: Text
    authority_code: str
    issued_on: date


@dataclass(frozen=True)
class Figures:
    """Since a year ago: how often each package was asked for by itself, and what each authority received and closed."""

    asked: dict[str, int]
    handled: dict[UUID, tuple[int, int]]


def published(*, authority: UUID | None = None, size: int = 5) -> list[Published]:
    """The newest results, of one authority or of all; at most 100."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_published(%s, %s)", [authority, size])
        return [Published(no, name, version, Text(zh, en), code, on) for no, name, version, zh, en, code, on in cursor]


def figures() -> Figures:
    """Counted at most once in ten minutes by each process."""
    since = clock.today() - timedelta(days=365)
    held = _kept.get(since)
    if held is None or time.monotonic() - held[0] > KEPT:
        _kept.clear()
        held = _kept[since] = (time.monotonic(), _counted(since))
    return held[1]


def _counted(since: date) -> Figures:
    asked: dict[str, int] = {}
    handled: dict[UUID, tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_figures(%s)", [since])
        for package, authority, alone, filed, closed in cursor:
            asked[package] = asked.get(package, 0) + alone
            before = handled.get(authority, (0, 0))
            handled[authority] = (before[0] + filed, before[1] + closed)
    return Figures(asked, handled)


def forget() -> None:
    """For tests, which count several cities in one process."""
    _kept.clear()
