"""Builds the demo city: founds it, then lives through half a year of cases by running the real actions.

Each case follows a story of its package, its days carried over to the city's own half year working day by working
day, so that every legal limit falls as it did in the story. Recent cases stop half-way and are open today.
`python -m world.build` is called by `./tongban up` in a new data folder; it writes the sign-ins to accounts.json.
"""

import heapq
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stdnum.cn import uscc

if TYPE_CHECKING:
    from tongban.engine.package import Package
    from tongban.engine.package.compiling import Story
    from world.loading import City

CASES = int(os.environ.get("TONGBAN_WORLD_CASES", "72"))  # fewer for a quick try; the city is the same
CERTIFICATES = "certificate"  # letters are left to the sealing process, which works through them once the city runs
DAYS = 200
SEED = 20261001
LATE_EVERY, LATE_BY = 9, 12  # some of the open cases have been left lying for so many working days


@dataclass(order=True)
class Due:
    """A step that comes due at a moment of simulated time."""

    at: datetime
    number: int
    plan: "Plan" = field(compare=False)
    step: int = field(compare=False)


@dataclass
class Plan:
    """One case to be lived through: a story, its people, when it starts and how many of its steps are taken."""

    story: "Story"
    package: "Package"
    people: dict[str, Any]
    start: date
    steps: int
    run: Any = None


def build(today: date, say: Callable[[str], None]) -> "City":
    """The whole city as of `today`. Returns what was loaded, with the sign-ins."""
    from tongban.directory.actions.founding import found_city
    from tongban.directory.models import Officer
    from tongban.kit import clock
    from world.loading import CITY, load_city

    first = today - timedelta(days=DAYS)
    found_city(**CITY, demo=True)  # only a city founded as a demo lets its clock be moved
    with clock.simulated(clock.on(first, 8)):
        city = load_city(since=date(2025, 1, 1), say=say)
    live(city, list(plans(city, today)), today, say)
    # The passwords are new today, though the accounts are half a year old.
    Officer.objects.update(password_set_at=clock.now())
    return city


def plans(city: "City", today: date) -> Iterator[Plan]:
    """The cases of the half year: closed ones spread evenly, then every story once more, under way today."""
    chance = random.Random(SEED)
    stories = [(package, story) for package in all_packages() for story in package.stories.values()]
    closing = [(package, story) for package, story in stories if closes(story)]
    past = max(0, CASES - len(stories))
    for number in range(past):
        package, story = closing[number % len(closing)]
        start = today - timedelta(days=DAYS) + timedelta(days=number * (DAYS - 20) // past)
        story, people = personalised(city, story, chance, number)
        yield Plan(story, package, people, start, len(story.steps))
    for number, (package, story) in enumerate(stories[: CASES - past], past):
        steps = chance.randrange(1, len(story.steps) + 1) if closes(story) else len(story.steps)
        ago = chance.randrange(3) + (LATE_BY if number % LATE_EVERY == 0 else 0)
        start = workday(today, -ago - worked(story, steps - 1))
        story, people = personalised(city, story, chance, number)
        yield Plan(story, package, people, start, steps)


def closes(story: "Story") -> bool:
    """Whether its case is closed at the end; one that is not is told only of today, or it would lie open for months."""
    return any(then.child is None and then.station == "close" for step in story.steps for then in step.then)


def all_packages() -> list["Package"]:
    """The packages of services/, with the stories only this city tells (world/stories) beside their own."""
    from tongban.engine.package import folder_files, read
    from world.loading import ROOT, SERVICES

    found = []
    for folder in sorted(path.parent for path in SERVICES.glob("*/*/service.toml")):
        more = sorted((ROOT / "stories" / folder.name).glob("*.toml"))
        found.append(read({**folder_files(folder), **{f"stories/{one.name}": one.read_bytes() for one in more}}))
    return found


def personalised(city: "City", story: "Story", chance: random.Random, number: int) -> tuple["Story", dict[str, Any]]:
    """The story told of somebody of this city; names of shops differ, figures stay."""
    text = json.dumps(story.answers, ensure_ascii=False, default=str)
    if story.applicant == "organisation":
        named = [one for one in city.organisations.values() if one.uscc in text or one.name in text]
        held = story.implementation.split("/")[0] if story.implementation else ""
        near = [one for one in city.organisations.values() if one.uscc[2:8] == held]
        organisation = (named or near or list(city.organisations.values()))[0]
        mandate = organisation.mandates.filter(is_representative=True).first() or organisation.mandates.first()
        return story, {"citizen": mandate.citizen, "organisation": organisation}
    story = _founding_anew(story, number)
    citizen = next((one for one in city.citizens.values() if str(one.citizen_id) in text), None)
    answers = dict(story.answers)
    if number >= 22 and isinstance(answers.get("name"), str) and citizen is not None and "premises" in answers:
        answers["name"] = f"{answers['name'][:3]}{chance.choice(SHOPS)}{chance.choice(KINDS)}"
    return replace(story, answers=answers), {"citizen": citizen or next(iter(city.citizens.values()))}


def _founding_anew(story: "Story", number: int) -> "Story":
    """Each registration of the half year founds a firm with a code of its own: the story's, with other figures."""

    def anew(given: Mapping[str, Any]) -> dict[str, Any]:
        body = f"{given['uscc'][:12]}{number:05d}"
        return {**given, "uscc": body + uscc.calc_check_digit(body)}

    steps = [replace(step, give=anew(step.give)) if step.give.get("uscc") else step for step in story.steps]
    return replace(story, steps=tuple(steps))


SHOPS = ("禾香", "渡口", "老灶", "清溪", "三味", "桂花", "南巷", "小满", "春和", "二月")
KINDS = ("面馆", "饭店", "餐饮店", "小吃店", "茶餐厅", "火锅店")


def live(city: "City", todo: list[Plan], today: date, say: Callable[[str], None]) -> None:
    """Takes every step of every plan in the order of simulated time; what time itself does runs each day."""
    from tongban.cases.jobs import catch_up
    from tongban.kit import clock
    from world.running import HELD, StoryRun

    until = min(clock.on(today, 17), clock.now())  # nothing has happened that is still to come
    queue = [Due(clock.on(plan.start, 9, number % 60), number, plan, -1) for number, plan in enumerate(todo)]
    heapq.heapify(queue)
    swept, begun = date.min, 0
    while queue:
        due = heapq.heappop(queue)
        plan = due.plan
        if due.at > until:
            continue
        with clock.simulated(due.at):
            if swept != due.at.date():
                catch_up(hold=HELD, seal_only=CERTIFICATES)
                swept = due.at.date()
            if due.step < 0:
                plan.run = StoryRun(plan.package, plan.story, plan.people)
                plan.run.key = f"world:{due.number}"
                plan.run.seal_only = CERTIFICATES
                plan.run.begin()
                begun += 1
                say(f"办件 {begun}/{len(todo)} / cases")
            else:
                _take(plan, due, say)
        nxt = due.step + 1
        if nxt < plan.steps:
            at = clock.on(moved(plan, nxt), 10, due.number % 60)
            heapq.heappush(queue, Due(max(at, due.at), due.number, plan, nxt))
    with clock.simulated(until):
        catch_up(hold=HELD, seal_only=CERTIFICATES)


def _take(plan: Plan, due: Due, say: Callable[[str], None]) -> None:
    from tongban.cases.refusals import ActRefused

    step = plan.story.steps[due.step]
    try:
        plan.run.take(step)
    except ActRefused as refusal:
        if refusal.code != step.refused:
            say(f"! {plan.package.code}/{plan.story.name} {step.act}: {refusal.code}")
            plan.steps = 0


def moved(plan: Plan, step: int) -> date:
    """The day of a step in the city's half year: as many working days after the start as in the story."""
    return workday(plan.start, worked(plan.story, step))


def worked(story: "Story", step: int) -> int:
    """Working days from the start of the story to the step."""
    upto = story.steps[step].on or story.start
    return sum(_works(story.start + timedelta(days=n)) for n in range(1, (upto - story.start).days + 1))


def workday(day: date, n: int) -> date:
    """The n-th working day after the day, or before it when n is negative; the day itself when n is 0."""
    step = timedelta(days=1 if n > 0 else -1)
    while n:
        day += step
        n -= (1 if n > 0 else -1) * _works(day)
    return day


@cache
def _works(day: date) -> bool:
    from tongban.directory.queries import calendar_for

    return calendar_for(None).is_workday(day).counted


def main() -> None:
    """Builds into the database of TONGBAN_DATA, as its owner."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings.manage")
    import django

    django.setup()
    from django.conf import settings

    from tongban.kit import clock, collecting

    collecting.seldom()
    settings.EXCHANGE_STAND_IN = "keeps"  # in the stories the province answers when the story says so

    def say(text: str) -> None:
        sys.stdout.write(f"  {text}\n")
        sys.stdout.flush()

    city = build(clock.today(), say)
    accounts = Path(settings.DATA) / "accounts.json"
    accounts.touch(mode=0o600)
    accounts.write_text(json.dumps(city.accounts, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
