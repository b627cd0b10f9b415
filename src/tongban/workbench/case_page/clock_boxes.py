"""The legal clock beside the case: what is due when, and each counted and skipped day with its reason."""

from collections.abc import Sequence
from typing import Any

from tongban.cases.models import Case
from tongban.cases.queries.clock_view import ClockView
from tongban.engine.deadlines import Light
from tongban.engine.package.bases import cited
from tongban.engine.package.parts import LegalBasis
from tongban.workbench import words
from tongban.workbench.words import Pair, called, said

STATES: dict[str, Pair] = {
    "paused": ("已暂停，不计时", "Paused"),
    "stopped": ("已停止", "Stopped"),
    "too long": ("特别程序超过告知的天数", "The special procedure lasts longer than told"),
    "late": ("超期后停止", "Stopped after it was due"),
}
COUNTING = ("promised", "statutory", "receipt", "deliver", "joint")


def boxes(clocks: Sequence[ClockView], laws: Sequence[LegalBasis]) -> list[dict[str, Any]]:
    """Running clocks first."""
    return [box(one, laws) for one in sorted(clocks, key=lambda one: one.row.stopped_on is not None)]


def box(one: ClockView, laws: Sequence[LegalBasis]) -> dict[str, Any]:
    """One clock as ui's clock box takes it: name, due day, used and total, light, arithmetic."""
    row = one.row
    return {
        "name": called(words.CLOCKS, row.kind),
        "due": words.day(row.due_on),
        "started": row.started_on,
        "stopped": row.stopped_on,
        "limit": words.amount(row.n, row.unit),
        "extension": words.amount(row.extension_n, row.unit) if row.extension_n else "",
        "used": one.used,
        "left": _light_and_left(one),
        "basis": words.said(cited(row.basis, laws)),
        "provisional": row.provisional,
        "state": words.light(one.light)["colour"] if _shines(one) else "bad" if _was_late(one) else "neutral",
        "lines": one.lines,
    }


def _runs(one: ClockView) -> bool:
    return one.row.stopped_on is None and one.row.due_on is not None


def _shines(one: ClockView) -> bool:
    """Whether its light says something: it counts, or stands longer than it may."""
    return _runs(one) or (one.row.stopped_on is None and one.light == Light.RED)


def _was_late(one: ClockView) -> bool:
    """What was late stays to be seen when it is over."""
    row = one.row
    return row.stopped_on is not None and row.due_on is not None and row.stopped_on > row.due_on


def _light_and_left(one: ClockView) -> str:
    return f"{words.light(one.light)['word']} · {left(one)}" if _runs(one) else left(one)


def left(one: ClockView) -> str:
    """还剩 3 个工作日 / 3 working days left; overdue and stopped are said, too."""
    if one.row.stopped_on is not None:
        return said(STATES["late" if _was_late(one) else "stopped"])
    if one.row.due_on is None:
        return said(STATES["too long" if one.light == Light.RED else "paused"])
    n, unit = one.remaining or 0, one.row.unit
    amount = words.amount(abs(n), unit)
    if n < 0:
        return said((f"已超 {amount}", f"{amount} late"))
    return said((f"还剩 {amount}", f"{amount} left"))


def counting(clocks: Sequence[ClockView]) -> ClockView | None:
    """The clock that counts now: the promise, else the law, else receipt or delivery."""
    running = {one.row.kind: one for one in clocks if one.row.stopped_on is None}
    return next((running[kind] for kind in COUNTING if kind in running), None)


def pauses(case: Case, laws: Sequence[LegalBasis]) -> list[dict[str, Any]]:
    """Special procedures of the case."""
    return [
        {
            "kind": called(words.PROCEDURES, row.kind),
            "from": words.day(row.started_on),
            "to": words.day(row.ended_on),
            "expected": words.amount(row.expected_workdays, "workday"),
            "excluded": row.excluded,
            "basis": words.said(cited(row.basis, laws)),
            "result": row.result,
        }
        for row in sorted(case.pauses.all(), key=lambda row: row.started_on)
    ]
