"""A case for statements of the roles to be tried on."""

from typing import Any

import pytest
from django.db import connection

from tests.stories.people import PACKAGES, people_of
from tongban.cases.models import Case
from tongban.kit import clock
from world.running import StoryRun


@pytest.fixture
def case(city: Any) -> Case:
    """A case of a natural person, just submitted."""
    package = PACKAGES["open-restaurant"]
    story = package.stories["granted"]
    run_ = StoryRun(package, story, people_of(story))
    with clock.simulated(clock.on(story.start)):
        run_.begin()
    with connection.cursor() as cursor:  # what was written in this very transaction is told from what stood before
        cursor.execute("ALTER TABLE kit_act DISABLE TRIGGER USER")
        cursor.execute("UPDATE kit_act SET recorded_at = recorded_at - interval '1 hour'")
        cursor.execute("UPDATE kit_storedfile SET created_at = created_at - interval '1 hour'")
        cursor.execute("ALTER TABLE kit_act ENABLE TRIGGER USER")
    return Case.objects.get(pk=run_.root)
