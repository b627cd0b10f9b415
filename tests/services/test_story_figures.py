"""Stories as arithmetic: every date a working day, every due day what the calendar of 2026 gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tongban.engine.deadlines import Clock, Limit, Unit, shipped_calendar
from tongban.engine.package import Package
from tongban.engine.package.compiling import Story
from tongban.engine.package.implementation import read_implementation
from tongban.engine.package.parts import Step

ROOT = Path(__file__).resolve().parents[2] / "services"
PLACES = ROOT.parent / "world" / "data" / "implementations"
STORIES = sorted((path.parents[1].name, path.stem) for path in ROOT.glob("*/*/stories/*.toml"))


def test_there_are_these_stories_of_the_bundle() -> None:
    told = {name for code, name in STORIES if code == "open-restaurant"}
    asked = {"granted", "corrected", "partly-refused", "registration-refused", "withdrawn", "deemed-accepted"}
    assert told == asked | {"existing-firm", "small-shop", "no-reply"}


@pytest.mark.parametrize(("age", "fen"), [(80, 5000), (89, 5000), (90, 10000), (99, 10000), (100, 50000)])
def test_the_guide_of_the_allowance_says_the_amounts_of_its_rule(
    packages: Mapping[str, Package], age: int, fen: int
) -> None:
    package = packages["old-age-allowance"]
    assert package.rules["amount"].evaluate({"age": age}, today=date(2026, 3, 2)) == fen
    assert f"{age} " in package.guide.zh and f"每月 {fen // 100} 元" in package.guide.zh
    assert f"{age} " in package.guide.en and f"{fen // 100} yuan a month" in package.guide.en


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


def due(start: date, n: int) -> date:
    day = Clock(start, Limit(n, Unit.WORKDAY), shipped_calendar()).due().day
    assert day is not None
    return day


def received(story: Story, step: Step, child: str | None) -> date:
    """The day of the act, unless it is a correction of other matters: then this one was received at the start."""
    asked = [one for one in story.steps[: story.steps.index(step) + 1] if one.act == "request_correction"]
    named = {item.get("child") for item in asked[-1].give["items"]} if asked else set()
    if step.act in ("request_correction", "answer_correction") and child is not None and child not in named:
        return story.start
    assert step.on is not None
    return step.on


@pytest.mark.parametrize(("code", "name"), STORIES)
def test_due_days_are_those_of_the_law(packages: Mapping[str, Package], code: str, name: str) -> None:
    """Receipt: five working days; after acceptance: the statutory limit of that matter, from that day."""
    story = packages[code].stories[name]
    told = [(step, then) for step in story.steps for then in step.then if then.due]
    for step, then in told:
        limits = packages[then.child or code].service.limits
        assert limits.statutory is not None and step.on is not None
        if then.station == "submit":
            assert then.due == due(received(story, step, then.child), 5)
        elif step.act == "accept":
            assert then.due == due(step.on, limits.statutory.n)


def test_silence_over_the_spring_festival(packages: Mapping[str, Package]) -> None:
    steps = packages["open-restaurant"].stories["deemed-accepted"].steps
    accepted = next(then for then in steps[2].then if then.child == "business-registration")
    assert steps[2].on == date(2026, 2, 27)
    assert accepted.due == due(date(2026, 2, 12), 3) == date(2026, 2, 24)
