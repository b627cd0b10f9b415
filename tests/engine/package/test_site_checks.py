"""The record of a site check: no day still to come, and no verdict against its own items."""

from datetime import date
from typing import Any

import pytest

from tests.stories.people import PACKAGES

TODAY = date(2026, 3, 9)
FORMS = {"food-business": "site-check", "fire-safety-check": "fire-inspection"}


def record(package: str, **other: Any) -> dict[str, Any]:
    properties = PACKAGES[package].task_forms[FORMS[package]].schema["properties"]
    items = {name: True for name, schema in properties.items() if schema.get("type") == "boolean"}
    return {"checked_on": "2026-03-09", "accompanied_by": "陶立秋", **items, "verdict": "agree", **other}


def problems(package: str, given: dict[str, Any]) -> dict[str, str]:
    found = PACKAGES[package].task_forms[FORMS[package]].check(given, today=TODAY)
    return {one.pointer: one.en for one in found}


@pytest.mark.parametrize("package", FORMS)
def test_a_check_has_not_its_day_still_to_come(package: str) -> None:
    assert problems(package, record(package)) == {}
    found = problems(package, record(package, checked_on="2026-03-10"))
    assert list(found) == ["/checked_on"]
    assert found["/checked_on"].endswith("cannot be later than today")


@pytest.mark.parametrize("package", FORMS)
def test_it_does_not_meet_the_requirements_with_an_item_that_does_not(package: str) -> None:
    for item in [name for name, value in record(package).items() if value is True]:
        found = problems(package, record(package, **{item: False}))
        assert list(found) == [f"/{item}"]
        assert "is answered no: the verdict cannot be" in found[f"/{item}"]
        assert problems(package, record(package, **{item: False}, verdict="disagree", findings="逐条写明情况")) == {}
