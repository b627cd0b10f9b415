"""Every story by the engine alone, and proof that it sees what is not as written."""

from __future__ import annotations

import pytest

from tests.engine.stories.telling import all_stories, guard_stories, offer, offers_of
from tongban.engine.letters import find
from tongban.engine.letters.fonts import missing_characters
from tongban.engine.package.compiling import Story
from tongban.engine.problems import Problem
from tongban.engine.stories import tell

STORIES = dict(all_stories())
GUARDS = dict(guard_stories())


def told(story: Story) -> Problem | None:
    """What is not as written."""
    assert story.implementation is not None
    here = offer(story.implementation)
    assert here is not None
    region = story.implementation.split("/")[0]
    return tell(story, here, offers_of(region), drawable=lambda text: not missing_characters(text, find()))


@pytest.mark.parametrize("name", STORIES)
def test_story_by_the_engine_alone(name: str) -> None:
    assert told(STORIES[name]) is None


@pytest.mark.parametrize("name", GUARDS)
def test_story_of_guards_by_the_engine_alone(name: str) -> None:
    assert told(GUARDS[name]) is None
