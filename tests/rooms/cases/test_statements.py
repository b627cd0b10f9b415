"""How many statements an act may cost: without letters, savepoints, and the transaction itself."""

from unittest.mock import patch

import pytest

from tongban.directory.queries import calendar_for
from world.measuring import measured, tell

MOST = {
    "submit": 16, "look_again": 17, "request_correction": 14, "answer_correction": 20, "accept": 15, "answered": 14,
    "complete": 15, "decide": 23, "issue": 17, "deliver": 9, "rate": 5,
}  # fmt: skip
DECIDE_WITHOUT_FOUNDING = 16  # 14, and with the clock and task of an after-check 16; a new firm, its representative: 23


@pytest.mark.django_db
def test_no_act_of_a_bundle_of_three_costs_more(city: object) -> None:
    calendar_for("990102")  # read once by each process, not by an act
    with measured() as costs, patch("tongban.cases.jobs.sweep", lambda: None):
        tell("open-restaurant", "corrected")
        tell("open-restaurant", "granted")
    most = {name: max(one.count for one in costs if one.act == name) for name in {one.act for one in costs}}
    assert set(most) == set(MOST)
    assert {name: count for name, count in most.items() if count > MOST[name]} == {}
    decisions = sorted(one.count for one in costs if one.act == "decide")
    assert sum(count > DECIDE_WITHOUT_FOUNDING for count in decisions) == 2, decisions
