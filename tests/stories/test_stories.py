"""Every story of every package over HTTP, on both sites. By the engine alone: tests/engine/stories."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from tests.guards.running import undrawn
from tests.stories.over_http import HttpRun
from tests.stories.people import PACKAGES, people_of

STORIES = [(code, name) for code, package in PACKAGES.items() for name in package.stories]
DRAWN = {("outdoor-sign", "ordinary"), ("outdoor-sign", "missing-glyph")}  # set in type, and sealed in earnest


@pytest.mark.parametrize(("code", "name"), STORIES)
@pytest.mark.django_db
def test_story(code: str, name: str, city: object) -> None:
    story = PACKAGES[code].stories[name]
    with nullcontext() if (code, name) in DRAWN else undrawn():
        HttpRun(PACKAGES[code], story, people_of(story)).run()


@pytest.mark.django_db
def test_a_due_day_that_is_not_as_written_is_seen(city: object) -> None:
    story = PACKAGES["food-business"].stories["extended-refused"]
    first = story.steps[0]
    spoilt = replace(first, then=(replace(first.then[0], due=date(2026, 10, 16)),))
    with undrawn(), pytest.raises(AssertionError, match=r"due 2026年10月15日, not 2026-10-16"):
        HttpRun(PACKAGES["food-business"], replace(story, steps=(spoilt,)), people_of(story)).run()


@pytest.mark.django_db
def test_a_guard_that_is_gone_is_seen(city: object) -> None:
    story = PACKAGES["food-business"].stories["extended-refused"]
    off = patch("tongban.engine.path.guards.extending", lambda *given, **named: iter(()))
    with undrawn(), off, pytest.raises(AssertionError, match="should have been refused: extended-already"):
        HttpRun(PACKAGES["food-business"], replace(story, steps=story.steps[:3]), people_of(story)).run()
