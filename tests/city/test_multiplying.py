"""Copied cases are whole cases of their own: read, numbered and worked on like those they were copied from."""

from collections import Counter

import pytest

from tongban.cases.actions import accepting
from tongban.cases.models import Case, Clock, Revision, Task
from tongban.cases.queries.cases import find
from tongban.engine.letters import mod11_10
from tongban.kit import clock
from tongban.kit.access import ANONYMOUS
from tongban.kit.ledger.models import Act
from tongban.kit.models import Installation
from world.measuring import tell, undrawn_papers
from world.multiplying import NoDemoCity, multiply
from world.running import StoryRun


def kinds(cases: list[Case]) -> Counter[str]:
    return Counter(Act.objects.filter(case__in=[one.id for one in cases]).values_list("kind", flat=True))


@pytest.mark.django_db
def test_a_copied_bundle_has_rows_and_facts_of_its_own(city: object) -> None:
    with undrawn_papers():
        tell("open-restaurant", "corrected")
    lived = list(Case.objects.order_by("id"))
    tasks, clocks = Task.objects.count(), Clock.objects.count()
    multiply(3, lambda said: None)
    roots = Case.objects.filter(parent=None)
    copies = list(Case.objects.exclude(id__in=[one.id for one in lived]))
    assert roots.count() == 4 and len(copies) == 3 * len(lived)
    assert kinds(copies) == Counter({kind: 3 * n for kind, n in kinds(lived).items()})
    assert (Task.objects.count(), Clock.objects.count()) == (4 * tasks, 4 * clocks)
    numbers = [one.case_no for one in Case.objects.all()]
    assert len(set(numbers)) == len(numbers) and all(mod11_10(one[:-1]) == one[-1] for one in numbers)
    origin = next(one for one in lived if one.parent_id is None)
    for copied in roots.exclude(pk=origin.pk):
        assert copied.current is not None and origin.current is not None
        assert copied.current_id != origin.current_id and copied.current.answers == origin.current.answers
        assert copied.query_code != origin.query_code
        assert find(ANONYMOUS, copied.case_no, copied.query_code, origin="test") == copied.id
        assert {one.child_code for one in copied.children.all()} == {one.child_code for one in origin.children.all()}
    assert Revision.objects.filter(case__in=copies).values("case").distinct().count() == len(copies)


@pytest.mark.django_db
def test_a_copied_open_case_can_be_worked_on_and_its_origin_stays(city: object) -> None:
    from tests.stories.people import PACKAGES, people_of

    package = PACKAGES["outdoor-sign"]
    story = package.stories["ordinary"]
    run = StoryRun(package, story, people_of(story))
    with clock.simulated(clock.on(story.start)), undrawn_papers():
        run.begin()
        multiply(1, lambda said: None)
        copied = Case.objects.exclude(pk=run.root).get()
        accepting.accept(copied.id, actor=run.of_case(copied, "accept"))
    assert Case.objects.get(pk=copied.pk).station == "work"
    assert Case.objects.get(pk=run.root).station == "submit"


@pytest.mark.django_db
def test_only_a_demo_city_with_cases_is_multiplied(city: object) -> None:
    with pytest.raises(NoDemoCity):
        multiply(1, lambda said: None)
    Installation.objects.update(demo=False)
    with undrawn_papers():
        tell("outdoor-sign", "ordinary")
    with pytest.raises(NoDemoCity):
        multiply(1, lambda said: None)
    assert Case.objects.count() == 1
