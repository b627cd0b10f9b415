"""The longest way a bundle still has to go: which matter waits for which, and the latest day it all leads to.

A forecast from limits, not a promise: every matter is taken to use its whole time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.engine.deadlines import Calendar, Clock, Limit


@dataclass(frozen=True)
class Stage:
    """One matter as it stands. `requires`: what must be done first; names of no stage here are met already.

    `due`: the day of the clock that runs, None while it is paused or nothing is owed by the authority; `then`: the
    limits that follow one after another. A matter that waits for others (`waits`) starts when they are done.
    """

    code: str
    requires: tuple[str, ...] = ()
    done: bool = False
    waits: bool = False
    due: date | None = None
    then: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Leg:
    """A matter on the line: from when, and by when at the latest. None: cannot be said while a clock stands still."""

    code: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Forecast:
    """`path`: codes of the longest remaining way, first to last; `end`: its day, None while `held_by` stand still."""

    legs: tuple[Leg, ...]
    path: tuple[str, ...]
    end: date | None
    held_by: tuple[str, ...]


def forecast(stages: Sequence[Stage], today: date, calendar: Calendar) -> Forecast:
    """The remaining legs in the given order. What is late is taken to end today. ValueError where stages wait in a ring."""
    by_code = {one.code: one for one in stages}
    legs: dict[str, Leg] = {}
    for one in stages:
        _place(one, by_code, legs, (), today, calendar)
    open_legs = tuple(legs[one.code] for one in stages if not one.done)
    held = tuple(one.code for one in stages if not one.done and not one.waits and one.due is None)
    last = max(open_legs, key=_end, default=None)
    path = _back(last.code, by_code, legs) if last else ()
    return Forecast(open_legs, path, last.end if last else None, held)


def _end(leg: Leg) -> date:
    """For comparing: what cannot be said comes after every day."""
    return leg.end or date.max


def _open_before(stage: Stage, by_code: Mapping[str, Stage]) -> list[str]:
    """What the stage still waits for."""
    if not stage.waits:
        return []
    return [code for code in stage.requires if code in by_code and not by_code[code].done]


def _place(
    stage: Stage, by_code: Mapping[str, Stage], legs: dict[str, Leg], seen: tuple[str, ...], today: date,
    calendar: Calendar,
) -> Leg:  # fmt: skip
    if stage.code in seen:
        raise ValueError(f"matters wait in a ring: {' > '.join((*seen, stage.code))}")
    if stage.code in legs:
        return legs[stage.code]
    first: date | None = today
    if stage.waits:
        before = [
            _place(by_code[code], by_code, legs, (*seen, stage.code), today, calendar).end
            for code in _open_before(stage, by_code)
        ]
        first = None if None in before else max((today, *(day for day in before if day is not None)))
    elif stage.due is None:
        first = None
    end = max(first, stage.due or first) if first is not None else None
    for limit in stage.then if end is not None else ():
        end = Clock(end, limit, calendar).due().day if end is not None else None
    legs[stage.code] = Leg(stage.code, first, today if stage.done else end)
    return legs[stage.code]


def _back(code: str, by_code: Mapping[str, Stage], legs: Mapping[str, Leg]) -> tuple[str, ...]:
    """From the last leg back along whatever ends latest before it."""
    before = max(_open_before(by_code[code], by_code), key=lambda one: _end(legs[one]), default=None)
    return (*_back(before, by_code, legs), code) if before else (code,)
