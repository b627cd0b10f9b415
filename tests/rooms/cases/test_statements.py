"""How many statements an act may cost: without letters, savepoints, and the transaction itself."""

from unittest.mock import patch

import pytest

from world.measuring import measured, tell

MOST = {
    "submit": 39, "look_again": 31, "request_correction": 13, "answer_correction": 25, "accept": 13, "answered": 12,
    "complete": 14, "decide": 22, "issue": 15, "deliver": 8, "rate": 5,
}  # fmt: skip
DECIDE_WITHOUT_FOUNDING = 15  # one decision makes a new firm, its representative and their facts


@pytest.mark.django_db
def test_no_act_of_a_bundle_of_three_costs_more(city: object) -> None:
    with measured() as costs, patch("tongban.cases.jobs.sweep", lambda: None):
        tell("open-restaurant", "corrected")
        tell("open-restaurant", "granted")
    most = {name: max(one.count for one in costs if one.act == name) for name in {one.act for one in costs}}
    assert set(most) == set(MOST)
    assert {name: count for name, count in most.items() if count > MOST[name]} == {}
    decisions = sorted(one.count for one in costs if one.act == "decide")
    assert sum(count > DECIDE_WITHOUT_FOUNDING for count in decisions) == 2, decisions
