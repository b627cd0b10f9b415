"""One application of a story: a case, or a bundle with its children; what time and news do to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tongban.engine.path import bundles, guards
from tongban.engine.path import clocks as law
from tongban.engine.path.filing import (
    Offer,
    answer_problems,
    facts_of,
    filled,
    missing_materials,
    offers_commitment,
    scenario_problems,
    trimmed,
    wanted_materials,
)
from tongban.engine.pointers import put
from tongban.engine.stories.corrections import Notices
from tongban.engine.stories.matter import ActRefused, Matter, Place

Offers = Callable[[str], Offer | None]
"""What one place offers, by the code of the package."""


class Application:
    """`root` is the case a story is about, the parent in a bundle."""

    def __init__(
        self, offer: Offer, offers: Offers, place: Place, *, answers: Mapping[str, Any], materials: tuple[str, ...],
        commitment: bool, today: date,
    ) -> None:  # fmt: skip
        """Hands it in. Raises ActRefused: no-commitment, answers, no-child, materials."""
        package = offer.package
        here = [found for child in package.children if (found := offers(child.package)) is not None]
        if commitment and not offers_commitment([package, *(one.package for one in here)]):
            raise ActRefused("no-commitment")
        self.offer, self.offers, self.materials, self.commitment = offer, offers, materials, commitment
        answers = filled(package, answers, offer.implementation, today)
        self._check(answers, materials, commitment, today)
        self.root = Matter(offer, answers, place, promise=commitment)
        self.children: dict[str, Matter] = {}
        self.root.given = {*materials}
        self.notices = Notices(self.root, self.children)
        if package.is_bundle:
            self._open_children(place, commitment, today)
        else:
            self.root.file(today)
        self.root.letters.add("receipt")

    def _check(self, answers: Mapping[str, Any], materials: tuple[str, ...], commitment: bool, today: date) -> None:
        package, implementation = self.offer.package, self.offer.implementation
        problems = (*scenario_problems(package, answers), *answer_problems(package, answers, implementation, today))
        if problems:
            raise ActRefused("answers", "; ".join(f"{one.pointer}: {one.en}" for one in problems))
        unasked = sorted(set(answers) - set(trimmed(package, answers, implementation)))
        if unasked:
            raise ActRefused("answers", f"not asked: {', '.join(unasked)}")
        facts = facts_of(answers, implementation)
        children = package.children_for(facts)
        if package.is_bundle and not children:
            raise ActRefused("no-child")
        offered = [found for child in children if (found := self.offers(child.package)) is not None]
        wanted = wanted_materials(self.offer, offered, facts, by_commitment=commitment)
        missing = missing_materials(wanted, materials, lambda kind: True)
        if missing:
            raise ActRefused("materials", ", ".join(one.pointer.removeprefix("/materials/") for one in missing))
        never = sorted(set(materials) - {one.id for one in wanted} - set(package.form.file_questions))
        if never:
            raise ActRefused("materials", f"not asked: {', '.join(never)}")

    def _open_children(self, place: Place, commitment: bool, today: date) -> None:
        facts = self.root.facts()
        for child in self.offer.package.children_for(facts):
            offer = self.offers(child.package)
            if offer is None:
                raise ActRefused("guide-only", child.package)
            own = bundles.child_answers(child, offer.package, self.root.answers)
            self.children[child.package] = Matter(offer, own, place, child=child.package, promise=commitment)
            self.children[child.package].given = {*self.materials}
        self._file_open_ones(today, receipt=False)

    def matter(self, child: str | None) -> Matter:
        """The case itself, or a child. Raises LookupError where the child does not belong to it."""
        return self.children[child] if child else self.root

    # what time does

    def pass_time(self, now: datetime) -> None:
        """Silence, lapse, timers, and what they lead to."""
        for one in [self.root, *self.children.values()]:
            if one.station == "submit" and one.reason not in ("waiting", "correction") and one.is_silent(now.date()):
                one.accept(now.date())
        self.notices.lapse(now)
        for one in [self.root, *self.children.values()]:
            one.fire_timers(now)
        self.look_again(now)

    def issue(self, now: datetime) -> None:
        """Certificates that wait are made."""
        for one in [self.root, *self.children.values()]:
            one.issue()
        self.look_again(now)

    # bundles

    def look_again(self, now: datetime) -> None:
        """What the state of the children asks for."""
        if not self.children or self.root.station == "close":
            return
        self._close_failed(now)
        self._file_open_ones(now.date(), receipt=True)
        self._parent_accepted()
        self.notices.end_with_acceptance()
        if all(one.station == "close" for one in self.children.values()):
            self.root.close(bundles.parent_outcome([one.outcome for one in self.children.values()]), now)

    def _siblings(self) -> dict[str, bundles.Sibling]:
        return {code: bundles.Sibling(one.outcome, one.certified) for code, one in self.children.items()}

    def _file_open_ones(self, today: date, *, receipt: bool) -> None:
        for child in self.offer.package.children:
            one = self.children.get(child.package)
            if one is None or one.reason != "waiting" or not bundles.is_open_to(child, self._siblings()):
                continue
            for pointer, source in child.fill.items():
                maker, _, name = source.partition(":")
                value = self.children[maker].result().get(name) if maker in self.children else None
                one.answers = put(one.answers, pointer, value) if value is not None else one.answers
            one.file(today)
            one.letters |= {"receipt"} if receipt else set()

    def _close_failed(self, now: datetime) -> None:
        for child in self.offer.package.children:
            one = self.children.get(child.package)
            if one is not None and one.reason == "waiting" and bundles.has_failed(child, self._siblings()):
                one.close("not_filed", now, "termination")

    def _parent_accepted(self) -> None:
        days = [one.accepted_on for one in self.children.values() if one.accepted_on is not None]
        if self.root.station != "submit" or not days:
            return
        self.root.station, self.root.reason, self.root.accepted_on = "work", "", min(days)
        term = law.joint_term(self.root.package.service, self.root.implementation)
        if term is not None:
            self.root.start_clock("joint", term, min(days))

    def end(self, matter: Matter, outcome: str, letter: str, now: datetime) -> None:
        """Withdrawn or terminated. A bundle takes along what is not yet decided, and goes on with what was."""
        children = list(self.children.values()) if matter is self.root else []
        undecided = [one for one in children if one.station in guards.BEFORE_DECISION]
        if children and not undecided:
            raise ActRefused("decided")
        for one in undecided:
            one.close(outcome, now)
        matter.letters.add(letter)
        if all(one.station == "close" for one in children):
            outcomes = [one.outcome for one in children]
            decided = bool({"granted", "refused"} & set(outcomes))
            matter.close(bundles.parent_outcome(outcomes) if decided else outcome, now)

    def correct(self, changed: Mapping[str, Any], more: set[str], without: set[str], today: date) -> None:
        """The answer to a correction: all that submission asks, again; it changes no choice of matters."""
        self.notices.require_open(today)
        answers = {**self.root.answers, **changed}
        slots = tuple(({*self.materials} | more) - without)
        self._check(answers, slots, self.commitment, today)
        chosen = {
            child.package for child in self.offer.package.children_for(facts_of(answers, self.root.implementation))
        }
        if chosen != set(self.children):
            raise ActRefused("answers", "a correction cannot change what is applied for")
        self.notices.answer(today)
        self.root.answers, self.materials = answers, slots
        self.root.given = {*slots}
        for child in self.offer.package.children:
            one = self.children.get(child.package)
            if one is not None and one.station == "submit":
                one.answers, one.given = bundles.child_answers(child, one.package, answers), {*slots}
