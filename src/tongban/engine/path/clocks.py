"""Which legal clocks start when, which of them a special procedure stops, and when silence has become acceptance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tongban.engine.deadlines import Calendar, Clock, Light, Limit, Unit
from tongban.engine.package.implementation import Implementation, Promised
from tongban.engine.package.package import Package
from tongban.engine.package.parts import Limits, Service, Term

PAUSED_BY_PROCEDURE = ("statutory", "promised", "joint")  # 行政许可法 45: the time of the decision, nothing else
OF_THE_LAW = ("statutory", "receipt", "deliver", "joint")  # the first that runs is the one a story's `due` means


def at_acceptance(limits: Limits, promised: Promised) -> Iterator[tuple[str, Term]]:
    """Kind and term of the clocks that acceptance starts; an instant matter promises no days."""
    if limits.statutory is not None:
        yield "statutory", limits.statutory
    if promised.n > 0:
        yield "promised", Term(promised.n, promised.unit)


def joint_term(service: Service, implementation: Implementation) -> Term | None:
    """45 working days, only where the government of that level has decided on joint handling, and is named (26, 42)."""
    return service.joint.statutory if service.joint is not None and implementation.joint_decision else None


def extendable(package: Package) -> tuple[tuple[str, ...], Term | None]:
    """Which clocks an extension moves, and its term of law; the parent of a bundle has only the joint clock."""
    if package.is_bundle:
        return ("joint",), package.service.joint.extension if package.service.joint else None
    return ("statutory", "promised"), package.service.limits.extension


def silence_is_over(service: Service, receipt_due: date | None, today: date) -> bool:
    """Whether the days for telling have passed in silence, so that the law has accepted it (32(4)).

    `receipt_due`: the last of those days while they run; None when they do not.
    """
    if service.silence.acceptance != "deemed_accepted":
        return False
    return receipt_due is not None and receipt_due < today


def paused_until(start: date, workdays: int, calendar: Calendar) -> date | None:
    """The last of the days told for a special procedure; the day it begins does not count."""
    return Clock(start, Limit(workdays, Unit.WORKDAY), calendar).due().day


def light_in_pause(own: Light, *, excluded: bool, until: date | None, today: date) -> Light:
    """The light of whatever a special procedure stops: neutral within the days that were told, red after them (45).

    `own`: the light without the procedure. What was late before stays late; what is not excluded goes on counting.
    """
    if own == Light.RED or (until is not None and until < today):
        return Light.RED
    return Light.SUSPENDED if excluded else own


def of_the_law(due: Mapping[str, date | None]) -> date | None:
    """The due day that counts now, out of the running clocks by kind: a package knows no local promise."""
    return next((due[kind] for kind in OF_THE_LAW if kind in due), None)
