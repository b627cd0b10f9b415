"""Quiet hours: the time of day in which no text message rings, unless the law's own day demands it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

_SHAPE = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class QuietHours:
    """From `begin` until `end` of the city's own time, over midnight where `end` is earlier. Equal: there are none."""

    begin: time
    end: time

    @classmethod
    def read(cls, text: str) -> QuietHours:
        """ "21:00-08:00"; "" for none. ValueError says what is wrong."""
        if not text.strip():
            return cls(time(), time())
        found = _SHAPE.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"quiet hours are written 21:00-08:00, not {text!r}")
        hours = [int(part) for part in found.groups()]
        return cls(time(hours[0], hours[1]), time(hours[2], hours[3]))

    def last(self, moment: datetime) -> bool:
        """Whether it is quiet at a moment of the city's time."""
        now = moment.time()
        if self.begin <= self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end

    def wait(self, moment: datetime) -> timedelta:
        """How long from `moment` until it is no longer quiet; nothing where it is not."""
        if not self.last(moment):
            return timedelta()
        end = moment.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return (end if end > moment else end + timedelta(days=1)) - moment
