"""Stories of guards: as other stories, and also with a wrong person (`by`) or a look into a letter or number (`says`).

Letters are written and files sealed as in the city, but nothing is drawn or signed: no guard depends on the picture.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from tests.stories.people import people_of
from tongban.cases.models import Case, Clock
from tongban.cases.refusals import ActRefused
from tongban.directory.models import Citizen, Officer
from tongban.directory.queries import actor_of_officer, posts_of
from tongban.engine.package import Package
from tongban.engine.package.compiling import Story, read_stories
from tongban.engine.package.parts import Step
from tongban.engine.package.reading import Findings
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor
from tongban.records.models import Certificate, Letter
from world.build import all_packages
from world.running import StoryRun

HERE = Path(__file__).parent / "stories"
PACKAGES: dict[str, Package] = {package.code: package for package in all_packages()}


def guard_story(name: str) -> tuple[Package, Story]:
    """`<name>` of tests/guards/stories, or `<package>/<name>` of a package's own stories."""
    package, _, own = name.partition("/")
    if own:
        return PACKAGES[package], PACKAGES[package].stories[own]
    content = (HERE / f"{name}.toml").read_bytes()
    code = next(line for line in content.decode().splitlines() if line.startswith("implementation")).split("/")[1][:-1]
    answers = {key: value for key, value in PACKAGES[code].files.items() if key.endswith(".json")}
    findings = Findings()
    stories = read_stories({f"stories/{name}.toml": content, **answers}, findings)
    assert not findings.problems, findings.problems
    return PACKAGES[code], stories[name]


class GuardRun(StoryRun):
    """One story of a guard under way."""

    by: str = ""

    def run(self) -> None:
        first = self.story.steps[0]
        if first.act == "submit":
            with clock.simulated(clock.on(self.story.start)):
                self.refused_submission(first)
            return
        super().run()

    def refused_submission(self, step: Step) -> None:
        """A story whose first step is `submit` is about a submission that is refused."""
        self.by = step.give.get("by", "")
        try:
            self.submit()
        except AssertionError as error:
            refusal = error.__cause__
            assert isinstance(refusal, ActRefused), error
            assert refusal.code == step.refused, refusal.code
            return
        raise AssertionError(f"should have been refused: {step.refused}")

    def take(self, step: Step) -> None:
        give = dict(step.give)
        self.by, says = give.pop("by", ""), give.pop("says", {})
        super().take(replace(step, give=give))
        for kind, text in says.items():
            self.require_said(self.case(step.child), kind, text)

    def require_said(self, case: Case, kind: str, text: Any) -> None:
        """A letter of this kind holds the text; "number": the check digit is right; "clocks": these run."""
        if kind == "number":
            number = Certificate.objects.get(case=case.id).number
            digits = "".join(sign for sign in number if sign.isdigit())
            assert iso_7064_mod_11_10(digits[-text:]), number
        elif kind == "clocks":
            assert sorted(Clock.objects.filter(case=case, stopped_on=None).values_list("kind", flat=True)) == text
        else:
            letters = Letter.objects.filter(case=case.id, kind=kind)
            assert any(text in json.dumps(one.data, ensure_ascii=False) for one in letters), f"{kind}: no {text}"

    # another person than the right one

    def wrong(self) -> Actor | None:
        """The person a step names with `by`: an officer's login (`:role` adds a role), `citizen:<name>`, or the system itself."""
        if self.by == "system":
            return SYSTEM
        if self.by.startswith("citizen:"):
            return Actor(kind="citizen", id=next(o for o in Citizen.objects.all() if o.name == self.by[8:]).id)
        if self.by:
            login, _, role = self.by.partition(":")
            officer = Officer.objects.get(login=login)
            actor = actor_of_officer(officer, posts_of(officer, clock.today())[0].post, today=clock.today())
            return replace(actor, roles=actor.roles | ({role} if role else set()))
        return None

    @property
    def applicant(self) -> Actor:
        return self.wrong() or super().applicant

    def of_case(self, case: Case, verb: str) -> Actor:
        return self.wrong() or super().of_case(case, verb)

    def officer(self, department: UUID, role: str, *, fresh: bool = False) -> Actor:
        return self.wrong() or super().officer(department, role)


def iso_7064_mod_11_10(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO 7064, section 8): written anew, as an oracle."""
    rest = 10
    for digit in digits[:-1]:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return (rest + int(digits[-1])) % 10 == 1


def tell(name: str) -> None:
    """Runs the story from beginning to end; raises when anything is not as written."""
    package, story = guard_story(name)
    late = patch("tongban.cases.jobs.sweep", lambda: None) if name.startswith("late-") else nullcontext()
    with undrawn(), late:  # a worker that has been down: what time does is not yet done
        GuardRun(package, story, people_of(story)).run()


@contextmanager
def undrawn() -> Iterator[None]:
    """Neither typesetting nor signing: the rows, numbers and data of letters and certificates are made all the same."""
    pdf = b"%PDF-1.7 undrawn"
    with (
        patch("tongban.engine.letters.render", lambda *given, **named: pdf),
        patch("tongban.engine.letters.render_face", lambda *given, **named: pdf),
        patch("tongban.exchange.seals.apply", lambda *given, **named: pdf),
    ):
        yield
