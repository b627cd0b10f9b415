"""Stories as arithmetic: every date a working day, every due day what the calendar of 2026 gives, every proposal what
the process comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tongban.engine.conditions import Setting
from tongban.engine.deadlines import Clock, Limit, Unit, shipped_calendar
from tongban.engine.package import Package
from tongban.engine.package.compiling import Story
from tongban.engine.package.implementation import read_implementation
from tongban.engine.package.parts import Step
from tongban.engine.process import Complete, Ended, MessageArrived, Start, StartJob, TimerFired, Token, advance
from tongban.engine.rules import Condition

ROOT = Path(__file__).resolve().parents[2] / "services"
PLACES = ROOT.parent / "world" / "data" / "implementations"
STORIES = sorted((path.parents[1].name, path.stem) for path in ROOT.glob("*/*/stories/*.toml"))


def test_there_are_these_stories_of_the_bundle() -> None:
    told = {name for code, name in STORIES if code == "open-restaurant"}
    asked = {"granted", "corrected", "partly-refused", "registration-refused", "withdrawn", "deemed-accepted"}
    assert told == asked | {"existing-firm", "small-shop", "no-reply"}


@pytest.mark.parametrize(("code", "name"), STORIES)
def test_acts_fall_on_working_days_in_order(packages: Mapping[str, Package], code: str, name: str) -> None:
    story = packages[code].stories[name]
    days = [story.start, *(step.on for step in story.steps if step.on)]
    assert days == sorted(days)
    assert [day for day in days if not shipped_calendar().is_workday(day).counted] == []


def _figures_of_the_place(story: Story) -> dict[str, int]:
    if story.implementation is None:
        return {}
    return read_implementation((PLACES / f"{story.implementation}.toml").read_bytes()).local_facts()


@pytest.mark.parametrize(("code", "name"), STORIES)
def test_the_answers_pass_the_form(packages: Mapping[str, Package], code: str, name: str) -> None:
    story, form = packages[code].stories[name], packages[code].form
    setting = Setting(story.scenario, _figures_of_the_place(story))
    assert form.check(story.answers, setting, story.start) == []
    assert form.trim(story.answers, setting) == story.answers  # nothing is answered that is not asked


def due(start: date, n: int) -> date:
    day = Clock(start, Limit(n, Unit.WORKDAY), shipped_calendar()).due().day
    assert day is not None
    return day


@pytest.mark.parametrize(("code", "name"), STORIES)
def test_due_days_are_those_of_the_law(packages: Mapping[str, Package], code: str, name: str) -> None:
    """Receipt: five working days; after acceptance: the statutory limit of that matter, from that day."""
    story = packages[code].stories[name]
    told = [(step, then) for step in story.steps for then in step.then if then.due]
    for step, then in told:
        limits = packages[then.child or code].service.limits
        assert limits.statutory is not None and step.on is not None
        if then.station == "submit":
            assert then.due == due(step.on, 5)
        elif step.act == "accept":
            assert then.due == due(step.on, limits.statutory.n)


def test_silence_over_the_spring_festival(packages: Mapping[str, Package]) -> None:
    steps = packages["open-restaurant"].stories["deemed-accepted"].steps
    accepted = next(then for then in steps[2].then if then.child == "business-registration")
    assert steps[2].on == date(2026, 2, 27)
    assert accepted.due == due(date(2026, 2, 12), 3) == date(2026, 2, 24)


def acts(story: Story, child: str | None) -> Iterator[Step]:
    yield from (step for step in story.steps if step.child == child and step.act in ("accept", "complete", "reply"))


class Walk:
    """One case walking through its process as a story tells it."""

    def __init__(self, package: Package, story: Story) -> None:
        assert package.net is not None
        self.net, self.ids = package.net, count()
        self.tokens: tuple[Token, ...] = ()
        self.data: dict[str, Any] = {"commitment": story.commitment, "scenario": story.scenario, "answers": {}}
        self.data["tasks"] = {}
        self.ended: str | None = None

    def take(self, event: Any) -> None:
        step = advance(self.net, self.tokens, self.data, event, evaluate=self.holds, new_id=lambda: next(self.ids))
        self.tokens = step.tokens
        for effect in step.effects:
            if isinstance(effect, Ended):
                self.ended = effect.outcome
            elif isinstance(effect, StartJob):  # the file goes out at once
                self.take(Complete(effect.token))

    @staticmethod
    def holds(text: str, data: Mapping[str, Any]) -> bool:
        return Condition.compile(text).evaluate(data)

    def at(self, node: str) -> Any:
        return next(token.id for token in self.tokens if token.node == node and token.state == "waiting")

    def follow(self, step: Step) -> None:
        if step.act == "accept":
            self.take(Start())
        elif step.act == "reply":
            self.data["tasks"]["reply"] = step.give
            self.take(MessageArrived("registration-result"))
        else:
            assert step.task is not None
            if step.task == "manual_entry":
                self.take(TimerFired(next(token.id for token in self.tokens if token.node == "no_reply")))
            self.data["tasks"][step.task] = step.give
            self.take(Complete(self.at(step.task)))


BUNDLE = "open-restaurant"
CHILDREN = ("business-registration", "food-business", "outdoor-sign", "fire-safety-check")
WALKS = [(code, name, child) for code, name in STORIES for child in (CHILDREN if code == BUNDLE else (None,))]


@pytest.mark.parametrize(("code", "name", "child"), WALKS)
def test_the_process_comes_to_what_is_decided(
    packages: Mapping[str, Package], code: str, name: str, child: str | None
) -> None:
    """The proposal of the end that is reached is the outcome the story decides; without a decision none is reached."""
    story = packages[code].stories[name]
    walk = Walk(packages[child or code], story)
    for step in acts(story, child):
        if step.refused is None:
            walk.follow(step)
    decided = [step.give["outcome"] for step in story.steps if step.act == "decide" and step.child == child]
    assert [walk.ended] == (decided or [None])
    assert walk.tokens == () or not decided
