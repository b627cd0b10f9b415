"""Ways to switch a guard off: let one refusal through in one function, or put a broken function in its place."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from tongban.cases.step import Work
from tongban.engine.deadlines import Light
from tongban.engine.deadlines.calendar import DayVerdict
from tongban.engine.package.parts import Term
from tongban.kit import clock

_require, _move = Work.require, Work.move


def find(path: str) -> tuple[Any, str, Any]:
    """The owner, the name and the thing behind a dotted path; the owner is a module or a class in one."""
    parts = path.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:-1]:
            owner = getattr(owner, name)
        return owner, parts[-1], getattr(owner, parts[-1])
    raise LookupError(path)


@contextmanager
def let_through(code: str, path: str) -> Iterator[None]:
    """Within the block the function at `path` does not refuse with `code` (others still do)."""
    wanted = find(path)[2].__code__
    passed: list[str] = []

    def require(work: Work, holds: object, refusal: str) -> None:
        if refusal != code or holds or sys._getframe(1).f_code is not wanted:
            _require(work, holds, refusal)
        else:
            passed.append(refusal)

    with patch.object(Work, "require", require):
        yield
    assert passed, f"{path} never asked for {code}"


@contextmanager
def replaced(path: str, instead: str) -> Iterator[None]:
    """Within the block something broken stands where `path` was."""
    owner, name, original = find(path)
    kind, _, word = instead.partition(":")
    with patch.object(owner, name, _BROKEN[kind](original, word)):
        yield


def _no_letter(ask: Callable[..., None], kind: str) -> Callable[..., None]:
    return lambda work, what, about=None: None if what == kind else ask(work, what, about)


def _a_day_longer(start: Callable[..., Any], kind: str) -> Callable[..., Any]:
    def longer(work: Work, what: str, term: Term, on: Any) -> Any:
        return start(work, what, Term(term.n + 1, term.unit, term.basis) if what == kind else term, on)

    return longer


def _prereview_accepts(move: Callable[..., None], word: str) -> Callable[..., None]:
    return lambda work, station, reason="": move(work, *(("work",) if reason == "prereviewed" else (station, reason)))


_BROKEN: dict[str, Callable[[Any, str], Any]] = {
    "nothing": lambda original, word: lambda *given, **named: None,
    "nothing-listed": lambda original, word: lambda *given, **named: [],
    "always": lambda original, word: lambda *given, **named: True,
    "refusal-false": lambda original, word: lambda *given, **named: False,
    "today": lambda original, word: lambda *given, **named: clock.today(),
    "weekdays-only": lambda original, word: lambda calendar, day: DayVerdict(day, day.weekday() < 5, "", "", False),
    "green": lambda original, word: lambda *given, **named: Light.GREEN,
    "none-of-them": lambda original, word: (),
    "letter-x": lambda original, word: lambda digits: "0" if original(digits) != "0" else "1",
    "all-that-are-open": lambda original, word: lambda work, items, open_ones: open_ones,
    "joint-anyway": lambda original, word: lambda work: work.package.service.joint.statutory,
    "no-letter": _no_letter,
    "a-day-longer": _a_day_longer,
    "prereview-accepts": _prereview_accepts,
}
