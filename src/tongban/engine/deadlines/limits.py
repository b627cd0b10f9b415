"""What the law sets: a number of units to act in, and what stops the count (行政许可法 42, 45, 82)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_N = 3660
"""Largest limit accepted: ten years of days; more is a slip of the pen."""


class Unit(StrEnum):
    """Units of a limit; the values are those of service.toml."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    HOUR = "hour"
    NONE = "none"

    @property
    def zh(self) -> str:
        return {"workday": "个工作日", "day": "日", "month": "个月", "hour": "小时", "none": "无期限"}[self.value]

    @property
    def en(self) -> str:
        return {"workday": "working days", "day": "days", "month": "months", "hour": "hours", "none": "no limit"}[self]


@dataclass(frozen=True)
class Limit:
    """`n` units. n = 0 means on the spot: the same day, or the next working day. ValueError outside 0..MAX_N."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        if isinstance(self.n, bool) or not isinstance(self.n, int) or not 0 <= self.n <= MAX_N:
            raise ValueError(f"a limit is a whole number from 0 to {MAX_N}, not {self.n!r}")

    @staticmethod
    def none() -> Limit:
        """No limit at all: the clock never falls due."""
        return Limit(0, Unit.NONE)

    @property
    def zh(self) -> str:
        return "无期限" if self.unit is Unit.NONE else f"{self.n} {self.unit.zh}"

    @property
    def en(self) -> str:
        if self.unit is Unit.NONE:
            return "no limit"
        return f"{self.n} {self.unit.en.removesuffix('s') if self.n == 1 else self.unit.en}"


@dataclass(frozen=True)
class Pause:
    """Suspension 中止 from one day to another. The suspend day itself still counts, the resume day does not.

    `to_day` None = still open. `excluded` False = the procedure runs but the law does not stop the clock for it.
    ValueError when it ends before it begins.
    """

    from_day: date
    to_day: date | None = None
    excluded: bool = True

    def __post_init__(self) -> None:
        if self.to_day is not None and self.to_day < self.from_day:
            raise ValueError(f"a pause cannot end on {self.to_day}, before it begins on {self.from_day}")

    def covers(self, day: date) -> bool:
        """Whether `day` lies after the suspend day and not after the resume day."""
        return self.from_day < day and (self.to_day is None or day <= self.to_day)
