"""What is marked as changed on a case page: what the applicant corrected, and nothing a sister's result filled in."""

from types import SimpleNamespace
from typing import Any

import pytest

from tongban.cases.models import Case, Correction
from tongban.workbench.case_page.contents import changed_pointers
from world.build import all_packages
from world.running import StoryRun

PACKAGES = {package.code: package for package in all_packages()}

pytestmark = pytest.mark.django_db


def marked(case: Case, **corrected: str) -> tuple[str, ...]:
    newest, *before = case.revisions.order_by("-number")
    revisions = (SimpleNamespace(answers={**newest.answers, **corrected}), *before)
    work = SimpleNamespace(package=PACKAGES[case.child_code])
    return changed_pointers(SimpleNamespace(case=case, revisions=revisions, work=work))  # type: ignore[arg-type]


def told(city: Any, story: str) -> Case:
    bundle = PACKAGES["open-restaurant"]
    run = StoryRun(bundle, bundle.stories[story], {"citizen": city.citizens["lu"]})
    run.run()
    return Case.objects.get(parent=run.root, child_code="food-business")


def test_a_result_of_another_matter_is_no_change(city: Any) -> None:
    food = told(city, "small-shop")
    first, newest = food.revisions.order_by("number")
    filled = PACKAGES["food-business"].form.difference(first.answers, newest.answers)
    assert filled  # the licence says the name and the code
    assert marked(food) == ()


def test_what_was_corrected_is_marked_and_what_the_result_filled_in_is_not(city: Any) -> None:
    food = told(city, "small-shop")
    Correction.objects.create(
        case_id=food.parent_id, number=1, items=[], asked_on=food.accepted_on, asked_by=food.id, answered_on=food.accepted_on
    )  # fmt: skip
    assert marked(food) == ()
    assert marked(food, premises="解放路18号一层101室") == ("/premises",)
