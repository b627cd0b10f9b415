"""Every story of tests/guards/stories, with every guard on."""

import pytest

from tests.guards.running import HERE, tell


@pytest.mark.parametrize("name", sorted(file.stem for file in HERE.glob("*.toml")))
@pytest.mark.django_db
def test_story_of_guards(name: str, city: object) -> None:
    tell(name)
