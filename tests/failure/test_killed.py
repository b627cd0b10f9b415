"""SIGKILL at named points of submit, decide, issue and seal: after a restart there is one of each, and nothing is lost."""

from typing import Any
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.parametrize("point", ["inside", "committed"])
def test_killed_while_submitting_the_second_click_finds_one_case(drive: Any, point: str) -> None:
    key = uuid4().hex
    drive("submit_killed", point, key, killed=True)
    assert drive("submit_again", key) == [1, 1, ["receipt"], 24]


@pytest.mark.parametrize(("point", "said"), [("inside", "done"), ("committed", "wrong-station")])
def test_killed_while_deciding_one_decision_stands(drive: Any, point: str, said: str) -> None:
    case = drive("prepare")
    drive("decide_killed", point, case, killed=True)
    assert drive("decide_again", case) == [said, 1, "issue"]


@pytest.mark.parametrize("point", ["issue:numbered", "issue:drawn", "letter:written"])
def test_a_killed_worker_is_made_up_for(drive: Any, point: str) -> None:
    case = drive("prepare")
    drive("decide_again", case)
    drive("worker_killed", point, killed=True)
    alive, left = drive("stalled")
    assert (alive, left) == (1, 0)
    assert drive("finish", case) == [
        {"receipt": 1, "acceptance": 1, "decision-grant": 1}, ["in_force"], 0, "deliver",
    ]  # fmt: skip


def test_a_killed_sealer_leaves_no_half_sealed_file(drive: Any) -> None:
    case = drive("prepare")
    drive("decide_again", case)
    drive("finish", case)
    other = drive("prepare")
    drive("decide_again", other)
    drive("worker_killed", "issue:committed", killed=True)
    drive("sealer_killed", killed=True)
    assert drive("stalled") == [1, 0]
    assert drive("finish", other)[1:] == [["in_force"], 0, "deliver"]
