"""The one place that knows what time it is. Legal days are days in China Standard Time.

Only an installation marked `demo` when it was founded, or a test run, accepts another time than the real one:
`recorded_at` in the ledger always comes from the database, so a simulated act can be told from a real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone

CITY_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")  # China keeps one time without summer time
_simulated: ContextVar[datetime | None] = ContextVar("simulated", default=None)


class ClockIsReal(PermissionError):
    """Somebody tried to move the clock of a city that serves real people."""


def now() -> datetime:
    """The present moment, aware, in China Standard Time."""
    return (_simulated.get() or datetime.now(UTC)).astimezone(CITY_ZONE)


def today() -> date:
    """The present legal day."""
    return now().date()


def on(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a legal day."""
    return datetime.combine(day, time(hour, minute), CITY_ZONE)


def end_of(day: date) -> datetime:
    """24:00 of a legal day: the first moment that is too late (online filing counts to midnight)."""
    return datetime.combine(day + timedelta(days=1), time(), CITY_ZONE)


@contextmanager
def simulated(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at `moment`. Refused (ClockIsReal) unless the installation is a demo."""
    from django.conf import settings

    from tongban.kit.models import Installation

    if not (settings.CLOCK_MAY_MOVE or Installation.is_demo()):
        raise ClockIsReal("this installation serves real people: its clock cannot be moved")
    token = _simulated.set(moment)
    try:
        yield
    finally:
        _simulated.reset(token)
