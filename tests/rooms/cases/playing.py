"""Stories told only so far, and shop signs at any station, for tests that then do what no story does."""

from datetime import date
from typing import Any

from tests.guards.running import undrawn
from tests.stories.people import PACKAGES, people_of
from tongban.cases.actions import accepting, working
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Task
from tongban.cases.refusals import ActRefused
from tongban.directory.models import Officer
from tongban.directory.queries import actor_of_officer, posts_of
from tongban.kit import clock
from tongban.kit.access import Actor
from world.running import HELD, StoryRun


def begun(package: str, story: str, *, steps: int = 0, start: date | None = None) -> StoryRun:
    """A story handed in, and its first `steps` steps taken as written (refused ones too)."""
    written = PACKAGES[package].stories[story]
    run = StoryRun(PACKAGES[package], written, people_of(written))
    with undrawn():
        with clock.simulated(clock.on(start or written.start)):
            run.begin()
        for step in written.steps[:steps]:
            with clock.simulated(clock.on(step.on or written.start, hour=10)):
                catch_up(hold=HELD)
                try:
                    run.take(step)
                except ActRefused as refusal:
                    assert step.refused == refusal.code
    return run


def officer(login: str) -> Actor:
    """The officer in the first post they hold today."""
    person = Officer.objects.get(login=login)
    return actor_of_officer(person, posts_of(person, clock.today())[0].post, today=clock.today())


def accepted_sign(on: date) -> Case:
    """A shop sign handed in and accepted on one day: ten working days are promised by law and place alike."""
    run = begun("outdoor-sign", "ordinary", start=on)
    with clock.simulated(clock.on(on)):
        case = Case.objects.get(pk=run.root)
        accepting.accept(case.id, actor=officer("feixinmin"))
    case.refresh_from_db()
    return case


def review(case: Case, **more: Any) -> None:
    """The one review of a shop sign agrees."""
    task = Task.objects.get(case=case, node="review")
    working.complete(task.id, actor=officer("shangguanting"), give={"verdict": "agree"}, **more)


def refused(act: Any, *given: Any, **named: Any) -> str:
    """The code an act is refused with."""
    try:
        act(*given, **named)
    except ActRefused as refusal:
        return refusal.code
    return "done"
