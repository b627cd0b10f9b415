"""Every story of every package over HTTP, on both sites. By the engine alone: tests/engine/stories."""

from contextlib import nullcontext

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
