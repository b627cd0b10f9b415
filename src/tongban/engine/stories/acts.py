"""The acts of a story on an application of plain values. Each is `act(application, matter, step, give, now)`.

Everybody who acts is taken to be the right one; what an act refuses follows from the case alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tongban.engine.deadlines import Pause
from tongban.engine.package.parts import Step
from tongban.engine.path import clocks as law
from tongban.engine.path import guards
from tongban.engine.stories import changes
from tongban.engine.stories.application import Application
from tongban.engine.stories.corrections import items_of
from tongban.engine.stories.matter import ActRefused, Matter, require

Give = dict[str, Any]
Act = Callable[[Application, Matter, Step, Give, datetime], None]
ISSUES = frozenset({"issue", "wait", "deliver"})
"""After these acts certificates that wait are made; after others a story says itself when."""


def _wait(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    """Time has passed; nothing else."""


def _prereview(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.at("prereview")
    if matter.reason == "correction":
        raise ActRefused("correction-open")
    if give.get("defects"):
        app.notices.defects += [{**item, "child": matter.child} for item in give["defects"]]
    elif matter.reason == "":
        matter.reason = "prereviewed"


def _accept(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    if not matter.package.is_bundle:
        _accept_one(app, matter, now, give.get("supplement_workdays"))
        return
    here = [one for one in app.children.values() if one.station == "submit"]
    filed = [one for one in here if one.reason not in ("waiting", "correction")]
    for one in filed or [one for one in here if one.reason == "correction"]:
        _accept_one(app, one, now)
    if not any(one.station == "work" for one in here):
        raise ActRefused("wrong-station")


def _accept_one(app: Application, matter: Matter, now: datetime, workdays: int | None = None) -> None:
    matter.at("accept")
    corrected = matter.reason == "correction"
    require(guards.accepting(matter.reason, lapsed=corrected and app.notices.lapsed(now.date())))
    if corrected and not matter.child:
        app.notices.is_open = False
    matter.accept(now.date(), workdays)


def _refuse_acceptance(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.at("refuse_acceptance")
    require(guards.refusing_acceptance(
        matter.reason, is_bundle=matter.package.is_bundle, silent=matter.is_silent(now.date()),
        ground=give["ground"], reason=give["reason"], authority=give.get("authority", ""),
    ))  # fmt: skip
    matter.close("not_accepted", now, "refuse-acceptance")


def _request_correction(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    app.notices.tell(matter, items_of(give), give.get("override_reason", ""), now.date())


def _answer_correction(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    app.correct(give.get("answers", {}), {*give.get("materials", [])}, {*give.get("without", [])}, now.date())


def _supplement(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.supplement({*give.get("materials", [])})


def _complete(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    officers = 1 if give.pop("alone", False) else 99
    joined = not give.pop("absent", False)
    matter.complete(step.task or "", give, officers, now.date(), joined=joined)


def _reply(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.reply(give, now.date())


def _decide(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.decide(give["outcome"], give.get("reasons", ""), now.date())


def _deliver(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    ready = [one for one in app.children.values() if matter is app.root and one.station == "deliver"]
    for one in ready or [matter]:
        if give.get("mode") != "download":
            require(guards.delivering(give.get("mode", ""), give.get("proof", "-")))
        one.at("deliver")
        one.close("granted" if one.effect == "grant" else "refused", now, "delivery")


def _withdraw(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    if matter.station not in guards.BEFORE_DECISION:
        raise ActRefused("decided")
    app.end(matter, "withdrawn", "withdrawal", now)


def _terminate(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.at("terminate")
    if not give["reason"].strip():
        raise ActRefused("reason-needed")
    app.end(matter, "terminated", "termination", now)


def _suspend(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.at("suspend")
    known = {one.kind: one for one in matter.package.service.special_procedures}
    procedure = known.get(give["kind"])
    told = matter.told_days.setdefault(give["kind"], [])
    require(guards.suspending(
        procedure, workdays=give["workdays"], is_paused=matter.is_paused, told=told, reason=give.get("reason", "")
    ))  # fmt: skip
    assert procedure is not None
    told.append(give["workdays"])
    matter.paused_until = law.paused_until(now.date(), give["workdays"], matter.place.calendar)
    matter.pauses.append(Pause(now.date(), None, procedure.excluded))
    matter.refine()
    matter.letters.add("suspension")


def _resume(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    require(guards.resuming(matter.is_paused, give["result"]))
    last = matter.pauses[-1]
    matter.pauses[-1] = Pause(last.from_day, now.date(), last.excluded)
    matter.refine()


def _extend(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    kinds, term = law.extendable(matter.package)
    if term is None:
        raise ActRefused("no-extension")
    if give.get("role", "head") != (term.approver or "head"):
        raise ActRefused("wrong-rank")
    rows = {kind: matter.clocks[kind] for kind in kinds if kind in matter.clocks}
    legal = [matter.due(kind) for kind in rows if kind != "promised"]
    require(guards.extending(
        term, station=matter.station, extended=[row.extended for row in rows.values()], n=give["n"],
        reason=give["reason"], legal_due=legal, today=now.date(), is_paused=matter.is_paused,
    ))  # fmt: skip
    for row in rows.values():
        row.extended = give["n"]
    matter.letters.add("extension")


def _rate(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    matter.at("rate")
    window = matter.package.service.rating.window_days
    require(guards.rating(
        give["grade"], rated=matter.rated, closed_at=matter.closed_at, now=now, window_days=window
    ))  # fmt: skip
    matter.rated = True


ACTS: Mapping[str, Act] = MappingProxyType({
    "wait": _wait, "issue": _wait, "prereview": _prereview, "accept": _accept, "refuse_acceptance": _refuse_acceptance,
    "request_correction": _request_correction, "answer_correction": _answer_correction, "complete": _complete,
    "reply": _reply, "decide": _decide, "deliver": _deliver, "withdraw": _withdraw, "terminate": _terminate,
    "suspend": _suspend, "resume": _resume, "extend": _extend, "rate": _rate,
    "supplement": _supplement,
    "ask_change": changes.ask_change, "propose_end": changes.propose_end, "state_case": changes.state_case,
    "decide_change": changes.decide_change,
})  # fmt: skip
