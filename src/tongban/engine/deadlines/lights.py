"""Green, yellow and red lights of one clock. Where the lines lie is local custom, so they are data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tongban.engine.deadlines.clock import Clock, day_of
from tongban.engine.deadlines.limits import Unit


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    SUSPENDED = "suspended"
    """A special procedure lasts, within the days that were told: nothing counts (engine.path.clocks)."""


@dataclass(frozen=True)
class LightRules:
    """Yellow when at most `yellow_units` units or at most `yellow_percent` of the limit are left."""

    yellow_units: int = 1
    yellow_percent: int = 20

    def __post_init__(self) -> None:
        if self.yellow_units < 0 or not 0 <= self.yellow_percent <= 100:
            raise ValueError("units cannot be negative, percent lies between 0 and 100")


def light(clock: Clock, now: date, rules: LightRules | None = None) -> Light:
    """The light of `clock` on a day (or at an instant, which hour limits need). No limit or a stopped clock is green.

    A clock stopped after it was already late stays red: stopping does not undo a delay.
    """
    rules = rules or LightRules()
    due = clock.due()
    if due.state != "due":
        return Light.GREEN
    assert due.day is not None and due.ends_at is not None
    late = now >= due.ends_at if isinstance(now, datetime) else day_of(now) > due.day
    if late:
        return Light.RED
    left = clock.remaining(now)
    assert left is not None
    days_in_unit = 30 if clock.limit.unit is Unit.MONTH else 1
    total = clock.total.n * days_in_unit
    near = left <= rules.yellow_units or left * 100 <= rules.yellow_percent * total
    return Light.YELLOW if near else Light.GREEN
