"""One case of a story as plain values: station, clocks, letters, tokens. Its acts keep the guards of `engine.path`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tongban.engine.deadlines import SHANGHAI, Calendar, Clock, Light, Limit, Pause, Unit, light
from tongban.engine.package.kinds import Kind
from tongban.engine.package.parts import Material, Term
from tongban.engine.path import clocks as law
from tongban.engine.path import guards
from tongban.engine.path.filing import Offer, facts_of, owed_materials, wanted_materials
from tongban.engine.path.results import brought_to_light
from tongban.engine.path.working import gateway_data
from tongban.engine.pointers import MISSING, get
from tongban.engine.process import Complete, Event, Start, TimerFired
from tongban.engine.stories.progress import Progress


class ActRefused(Exception):
    """The act is refused, with the code the real one would have."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code} {detail}".strip())


def require(asked: guards.Guards) -> None:
    """Raises ActRefused with the code of the first guard that does not hold."""
    for holds, code in asked:
        if not holds:
            raise ActRefused(code)


@dataclass
class Running:
    """A legal clock that has not stopped."""

    start: date
    term: Term
    extended: int = 0


@dataclass(frozen=True)
class Place:
    """What surrounds every case of a story."""

    calendar: Calendar
    kind: Kind
    drawable: Callable[[str], bool]


class Matter:
    """One case: of a package, or a child of a bundle. Every act takes its day; nothing here asks what day it is."""

    def __init__(
        self, offer: Offer, answers: Mapping[str, Any], place: Place, *, child: str = "", promise: bool
    ) -> None:
        self.package, self.implementation, self.place, self.child = offer.package, offer.implementation, place, child
        self.answers = dict(answers)
        self.by_commitment = promise and self.package.service.notice_and_commitment is not None
        self.station, self.reason, self.outcome = "submit", "waiting" if child else "", ""
        self.filed_on: date | None = None
        self.accepted_on: date | None = None
        self.closed_at: datetime | None = None
        self.clocks: dict[str, Running] = {}
        self.pauses: list[Pause] = []
        self.told_days: dict[str, list[int]] = {}
        self.paused_until: date | None = None
        self.letters: set[str] = set()
        self.certified = self.rated = False
        self.standing = ""  # of its certificate, once there is one
        self.change: Any = None  # engine.stories.changes
        self.effect = ""
        self.given: set[str] = set()  # slots with a file
        self.after_check: bool | None = None
        self.progress = Progress(self.package.net) if self.package.net else None

    # clocks

    def due(self, kind: str) -> date | None:
        """The due day of a running clock; None while it is stopped, has no limit, or does not run."""
        return self._clock(kind).due().day if kind in self.clocks else None

    def _clock(self, kind: str) -> Clock:
        row = self.clocks[kind]
        unit = Unit(row.term.unit)
        pauses = tuple(one for one in self.pauses if one.excluded) if kind in law.PAUSED_BY_PROCEDURE else ()
        extension = Limit(row.extended, unit) if row.extended else None
        return Clock(row.start, Limit(row.term.n, unit), self.place.calendar, pauses, extension)

    def legal_due(self) -> date | None:
        """What a story's `due` means."""
        return law.of_the_law({kind: self.due(kind) for kind in self.clocks})

    def light(self, today: date) -> Light | None:
        """The light of the clock of the law that counts now."""
        kind = next((one for one in law.OF_THE_LAW if one in self.clocks), None)
        if kind is None:
            return None
        own = light(self._clock(kind), today)
        if not self.is_paused or kind not in law.PAUSED_BY_PROCEDURE:
            return own
        return law.light_in_pause(own, excluded=self.pauses[-1].excluded, until=self.paused_until, today=today)

    def start_clock(self, kind: str, term: Term, on: date) -> None:
        """A clock begins; the day itself does not count."""
        self.clocks[kind] = Running(on, term)

    def stop(self, *kinds: str) -> None:
        """These clocks end."""
        for kind in kinds:
            self.clocks.pop(kind, None)

    def is_silent(self, today: date) -> bool:
        """Whether silence has become acceptance."""
        return law.silence_is_over(self.package.service, self.due("receipt"), today)

    @property
    def is_paused(self) -> bool:
        """Whether a special procedure is open."""
        return any(one.to_day is None for one in self.pauses)

    # stations

    def at(self, act: str) -> None:
        """Raises ActRefused("wrong-station") unless the act is possible here."""
        if self.station not in guards.AT[act]:
            raise ActRefused("wrong-station")

    def file(self, on: date) -> None:
        """Received: the days of receipt begin."""
        self.station, self.reason, self.filed_on = "submit", "", on
        self.start_clock("receipt", self.package.service.limits.receipt, on)

    def owed(self) -> tuple[Material, ...]:
        """Tolerated papers that are not there; a story takes it that certificates on file are."""
        offer = Offer(self.package, self.implementation)
        wanted = wanted_materials(offer, (), self.facts(), by_commitment=self.by_commitment)
        return tuple(one for one in owed_materials(wanted, self.given) if one.obtain is None)

    def _promise_papers(self, workdays: int | None, today: date) -> None:
        """容缺受理: what is owed follows by a day."""
        owed, most = [one.id for one in self.owed()], self.implementation.tolerance_workdays
        days = workdays if workdays is not None else most or 0
        require(guards.tolerating(owed, workdays=days, most=most))
        if owed and days:
            self.start_clock("supplement", Term(days, "workday"), today)

    def supplement(self, slots: set[str]) -> None:
        """补交: the clock ends with the last paper."""
        self.at("supplement")
        running = "supplement" in self.clocks
        require(guards.supplementing(slots, [one.id for one in self.owed()] if running else ()))
        self.given |= slots
        if not self.owed():
            self.stop("supplement")

    def accept(self, today: date, workdays: int | None = None) -> None:
        """受理, by an officer or by silence, which counts from the day of receipt."""
        on = self.filed_on if self.is_silent(today) and self.filed_on else today
        self._promise_papers(workdays, today)
        self.stop("receipt")
        self.accepted_on, self.station, self.reason = on, "work", ""
        for kind, term in law.at_acceptance(self.package.service.limits, self.implementation.promised):
            self.start_clock(kind, term, on)
        self.letters |= {"acceptance", "commitment"} if self.by_commitment else {"acceptance"}
        self.take(Start(), today)

    def close(self, outcome: str, now: datetime, letter: str = "") -> None:
        """The end: only the check after a promise outlives it."""
        if self.progress:
            self.progress.cancel()
        self.stop(*[kind for kind in self.clocks if kind != "after_check"])
        self.pauses = [Pause(one.from_day, one.to_day or now.date(), one.excluded) for one in self.pauses]
        self.station, self.reason, self.outcome, self.closed_at = "close", "", outcome, now
        self.letters |= {letter} if letter else set()

    # work

    def facts(self) -> dict[str, Any]:
        """What rules and conditions read."""
        return facts_of(self.answers, self.implementation)

    def take(self, event: Event, today: date) -> None:
        """One step of the process, and what follows for the station."""
        assert self.progress is not None, "a bundle has no process of its own"
        data = gateway_data(self.facts(), commitment=self.by_commitment, records=self.progress.records)
        self.progress.take(event, data, lambda limit: self._timer(limit, today))
        self.station = "decide" if self.progress.ended else "work"
        self.refine()

    def refine(self) -> None:
        """What refines station *work* or *decide*: a special procedure lasts, or another system is waited for."""
        elsewhere = self.station == "work" and self.progress is not None and self.progress.awaited is not None
        self.reason = "suspended" if self.is_paused else "elsewhere" if elsewhere else ""

    def _timer(self, limit: Limit, today: date) -> datetime:
        start = datetime.combine(today, time(10), SHANGHAI) if limit.unit is Unit.HOUR else today
        ends_at = Clock(start, limit, self.place.calendar).due().ends_at
        assert ends_at is not None
        return ends_at

    def fire_timers(self, now: datetime) -> None:
        """Every boundary timer that is due."""
        while self.progress and self.station == "work" and (token := self.progress.due_timer(now)) is not None:
            self.take(TimerFired(token), now.date())

    def complete(self, node: str, give: dict[str, Any], officers: int, today: date, *, joined: bool) -> None:
        """A task of the process, or the check after a promise."""
        if node in ("after-check", "after_check"):
            self._complete_after_check(give)
            return
        task = self.progress.task(node) if self.progress else None
        if self.progress is None or task is None:
            raise LookupError(node)
        if not self.progress.is_open(task):
            raise ActRefused("already-done")
        self.at("complete")
        require(guards.completing(is_excluded=any(one.to_day is None and one.excluded for one in self.pauses)))
        name = task.node.attributes.get("form")
        if name is None:
            require(guards.verdict(give))
        elif problems := self.package.task_forms[name].check(give, today=today):
            raise ActRefused("record", ", ".join(f"{one.pointer}: {one.en}" for one in problems))
        if officers < int(task.node.attributes.get("officers", "1")):
            raise ActRefused("two-officers")
        if not joined:
            raise ActRefused("not-joined")
        self.progress.record(task.node, {**give, "verdict": str(give.get("verdict", ""))})
        self.take(Complete(task.token), today)

    def _complete_after_check(self, give: Mapping[str, Any]) -> None:
        if self.after_check is None:
            raise LookupError("after-check")
        if not self.after_check:
            raise ActRefused("already-done")
        require(guards.verdict(give))
        self.after_check = False
        self.stop("after_check")

    def reply(self, give: Mapping[str, Any], today: date) -> None:
        """The other system answers; an answer nobody waits for any more changes nothing."""
        assert self.progress is not None
        if not self.progress.handed_over:
            raise LookupError("reply")
        awaited = self.progress.awaited
        if awaited is not None and self.station == "work":
            self.progress.record(self.progress.awaited_node, dict(give))
            self.take(Complete(awaited), today)

    # the end

    def decide(self, outcome: str, reasons: str, today: date) -> None:
        """决定: every rule of the package must give a value; granting leads to the certificate, if there is one."""
        if self.station == "work":
            raise ActRefused("still-working")
        self.at("decide")
        service = self.package.service
        known = self.place.kind.outcomes
        effect = known[outcome].effect if outcome in known else ""
        proposal = self.progress.ended if self.progress and self.progress.ended else ""
        waits = [one.id for one in self.owed() if not one.decide_without] if "supplement" in self.clocks else []
        require(guards.deciding(
            service, outcome=outcome, effect=effect, reasons=reasons, is_paused=self.is_paused, proposal=proposal,
            owed=waits, owed_until=self.due("supplement"), today=today,
        ))  # fmt: skip
        for rule in self.package.rules.values():
            rule.evaluate(self.facts(), today=today)
        self.effect = effect
        self.stop("statutory", "promised", "supplement")
        self.start_clock("deliver", service.limits.deliver, today)
        self.station, self.reason = ("issue" if effect == "grant" and service.result.certificate else "deliver"), ""
        self.letters.add("decision-grant" if effect == "grant" else "decision-refuse")
        promise = service.notice_and_commitment
        if effect == "grant" and self.by_commitment and promise is not None:
            self.after_check = True
            self.start_clock("after_check", Term(promise.after_check.n, promise.after_check.unit), today)

    def issue(self) -> None:
        """The certificate is made, unless no font can draw what it shows."""
        if self.station != "issue" or self.certified:
            return
        if not all(self.place.drawable(str(value)) for value in self.result().values()):
            self.reason = "glyph"
            return
        self.certified, self.station, self.reason, self.standing = True, "deliver", "", "in_force"

    def result(self) -> dict[str, Any]:
        """What the certificate shows, as far as the story knows it: nothing of the directory."""
        records = self.progress.records if self.progress else {}
        found: dict[str, Any] = {}
        for name, source in self.package.service.result.fields.items():
            owner, _, wanted = source.removeprefix("=").partition(".")
            if not source.startswith("="):
                found[name] = get(self.answers, source)
            elif owner == "decision":
                found[name] = brought_to_light(wanted, records)
        return {name: value for name, value in found.items() if value is not MISSING}
