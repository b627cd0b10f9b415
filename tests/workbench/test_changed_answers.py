"""What is marked as changed on a case page: what the applicant corrected, and nothing a sister's result filled in."""

import re
from typing import Any

import pytest
from django.urls import reverse

from tongban.cases.models import Case
from world.build import all_packages
from world.running import StoryRun

PACKAGES = {package.code: package for package in all_packages()}

pytestmark = pytest.mark.django_db


def marked(at: Any, case: Case) -> list[str]:
    page = at("hedong-market-review").get(reverse("case", kwargs={"case_id": case.id}))
    assert page.status_code == 200
    return [row["label"] for part in page.context["page"]["pages"] for row in part["rows"] if row["changed"]]


def told(city: Any, story: str) -> Case:
    bundle = PACKAGES["open-restaurant"]
    run = StoryRun(bundle, bundle.stories[story], {"citizen": city.citizens["lu"]})
    run.run()
    return Case.objects.get(parent=run.root, child_code="food-business")


def test_a_result_of_another_matter_is_no_change_after_a_correction(at: Any, city: Any) -> None:
    food = told(city, "small-shop")
    assert food.revisions.count() == 2  # the licence's name and code were filled in
    assert marked(at, food) == []


def test_what_was_corrected_is_marked_and_the_result_filled_in_later_is_not(at: Any, city: Any) -> None:
    food = told(city, "corrected")
    assert food.revisions.count() == 3
    labels = marked(at, food)
    assert labels and not any(re.search("名称|信用代码", label) for label in labels)
