"""Each guard of the law is switched off in turn: its story, which passes while it holds, must fail.

That every story passes with all guards on is tests/guards/test_stories_of_guards.py and tests/stories.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from tests.guards.running import HERE, guard_story, tell
from tests.guards.switching_off import find, let_through, replaced
from tongban.cases.refusals import REFUSALS, ActRefused
from tongban.engine.process.tokens import NoSuchToken
from tools import guards

# How a story fails: not as it says, or the act that should have been refused breaks something further on.
FAILS = (AssertionError, ActRefused, DatabaseError, KeyError, NoSuchToken)
GUARDS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "guards.toml").read_text("utf-8"))["guards"]
HELD = [guard for guard in GUARDS if "holds" in guard]


def key(guard: dict[str, Any]) -> str:
    return f"{guard['holds'].removeprefix('tongban.')}-{guard.get('code') or guard['instead']}-{guard['story']}"


@pytest.mark.parametrize("guard", HELD, ids=key)
@pytest.mark.django_db
def test_without_the_guard_its_story_fails(guard: dict[str, Any], city: object) -> None:
    off = let_through(guard["code"], guard["holds"]) if "code" in guard else replaced(guard["holds"], guard["instead"])
    with off, pytest.raises(FAILS):
        tell(guard["story"])


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard["rule"][:40])
def test_each_row_is_whole(guard: dict[str, Any]) -> None:
    assert {"part", "rule", "article"} < set(guard)
    assert ("not_here" in guard) != ("holds" in guard)
    if "holds" in guard:
        assert ("code" in guard) != ("instead" in guard)
        assert guard.get("code", "told-once") in REFUSALS
        find(guard["holds"])
        assert guard_story(guard["story"])[1].steps


def test_the_list_is_as_the_table_says() -> None:
    """docs/guards.md is written from the table: `python tools/guards.py --write`."""
    assert guards.text() == guards.PLACE.read_text("utf-8")


def test_every_story_of_guards_proves_one() -> None:
    assert {file.stem for file in HERE.glob("*.toml")} == {one["story"] for one in HELD if "/" not in one["story"]}
