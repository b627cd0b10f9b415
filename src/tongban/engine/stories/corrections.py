"""一次性告知补正 in a story: on the case; in a bundle on its parent, for the children that the notice names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tongban.engine.deadlines import Clock, Limit, Unit
from tongban.engine.path import guards
from tongban.engine.path.bundles import concerned
from tongban.engine.path.filing import Offer, used
from tongban.engine.stories.matter import ActRefused, Matter, require


class Notices:
    """The notices of correction of one application."""

    def __init__(self, root: Matter, children: Mapping[str, Matter]) -> None:
        self.root, self.children = root, children
        self.is_open = False
        self.lapses_on: date | None = None
        self.defects: list[dict[str, str]] = []
        self._told: list[str] = []
        self._ever: set[str] = set()

    @property
    def before_acceptance(self) -> list[Matter]:
        """What can still be corrected."""
        return [one for one in self._all() if one.station == "submit"]

    def _all(self) -> Iterable[Matter]:
        return self.children.values() if self.root.package.is_bundle else [self.root]

    def lapsed(self, today: date) -> bool:
        """Whether the time the open notice told is over."""
        return self.is_open and self.lapses_on is not None and self.lapses_on < today

    def tell(self, matter: Matter, items: Sequence[Mapping[str, str]], override: str, today: date) -> None:
        """Asks for everything that is missing, once."""
        if matter is not self.root:
            raise ActRefused("wrong-station")
        if not matter.package.is_bundle:
            matter.at("request_correction")
        open_ones = self.before_acceptance
        require(guards.affected_by_telling([one.reason for one in open_ones], is_open=self.is_open))
        told = [item for item in items if item.get("text", "").strip()] + self.defects
        if not told:
            raise ActRefused("nothing-told")
        named = concerned(
            told,
            {one.child: one.filed_on is not None for one in open_ones},
            {one.child: self._uses(one) for one in open_ones},
        )
        affected = [one for one in open_ones if one.child in named]
        if not affected:
            raise ActRefused("wrong-station")
        if any(one.reason != "waiting" and one.is_silent(today) for one in affected):
            raise ActRefused("deemed-accepted")
        require(guards.telling_again(bool(named & self._ever), supervisor=False, override_reason=override))
        self._ever |= named
        self._told, self.is_open, self.defects = sorted(named), True, []
        term = matter.package.service.correction.lapse
        limit = Limit(term.n, Unit(term.unit)) if term else None
        self.lapses_on = Clock(today, limit, matter.place.calendar).due().day if limit else None
        for one in affected:
            if one.reason != "waiting":
                one.stop("receipt")
                one.reason = "correction"
        if matter.package.is_bundle and matter.station == "submit":
            matter.reason = "correction"
        matter.letters.add("correction")

    def _uses(self, one: Matter) -> set[str]:
        child = next((child for child in self.root.package.children if child.package == one.child), None)
        facts = {**self.root.facts(), **one.facts()}
        return used(Offer(one.package, one.implementation), facts, child, by_commitment=one.by_commitment)

    def require_open(self, today: date) -> None:
        """Raises ActRefused where nothing is waited for, or no longer."""
        require(guards.answering(self.is_open, lapsed=self.lapsed(today)))

    def answer(self, today: date) -> list[Matter]:
        """The answer is received today. Returns what is received anew."""
        self.is_open = False
        received = [one for one in self.before_acceptance if one.reason == "correction"]
        for one in received:
            one.file(today)
        if self.root.reason == "correction":
            self.root.reason = ""
        return received

    def lapse(self, now: datetime) -> None:
        """逾期未补正: what was told of and not answered ends."""
        if not self.lapsed(now.date()):
            return
        self.is_open = False
        for one in self.before_acceptance:
            if one.child in self._told:
                one.close("lapsed", now, "termination")
        if self.root.reason == "correction":
            self.root.reason = ""

    def end_with_acceptance(self) -> None:
        """Nothing is waited for any more when no child that it is about can still be corrected."""
        waiting = [one for one in self.before_acceptance if one.reason == "correction" or one.child in self._told]
        if self.is_open and not waiting:
            self.is_open = False
            self.root.reason = "" if self.root.reason == "correction" else self.root.reason


def items_of(give: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a step asks to correct."""
    return [dict(item) for item in give.get("items", [])]
