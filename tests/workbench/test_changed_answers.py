"""What is marked as changed on a case page: what the applicant corrected, and nothing a sister's result filled in."""

from types import SimpleNamespace
from typing import Any

import pytest

from tongban.cases.models import Case, Correction
from tongban.cases.queries.file import case_file
from tongban.directory.queries import officers_in
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.workbench.case_page.contents import changed_pointers, materials
from tongban.workbench.case_page.parts import computed
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


def test_a_paper_of_another_matter_says_whose_result_brought_it(city: Any) -> None:
    food = told(city, "small-shop")
    shown = materials(case_file(officer_of(food), food.id), opened=False)
    (licence,) = [one for one in shown if any("certificate" in held for held in one["files"])]
    assert (licence["brought"], licence["new"]) == ("经营主体设立登记", False)
    assert not any(one["brought"] or one["new"] for one in shown if one is not licence)


def officer_of(case: Case) -> Actor:
    desk = officers_in(case.authority_id, "decider", clock.today())[0]
    return Actor(kind="officer", id=desk.id, department=case.authority_id, roles=frozenset({"decider"}))


def test_the_decider_sees_what_the_rules_computed_in_yuan(city: Any) -> None:
    package = PACKAGES["old-age-allowance"]
    work = SimpleNamespace(package=package, facts={"age": 92}, today=clock.today())
    (amount,) = computed(SimpleNamespace(work=work))  # type: ignore[arg-type]
    assert amount == {"label": "每月津贴", "fen": 10000, "value": 10000}
    work.facts = {}
    (unknown,) = computed(SimpleNamespace(work=work))  # type: ignore[arg-type]
    assert unknown["value"] is None
