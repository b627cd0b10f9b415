"""Tells a story step by step, and says where it first is not as written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from tongban.engine.deadlines import SHANGHAI, Calendar, shipped_calendar
from tongban.engine.package.compiling import Story
from tongban.engine.package.kinds import Kinds, shipped_kinds
from tongban.engine.package.lines import nearest, toml_lines
from tongban.engine.package.package import Package
from tongban.engine.package.parts import Step, Then
from tongban.engine.path.filing import Offer
from tongban.engine.problems import Problem
from tongban.engine.process.tokens import StepRefused
from tongban.engine.rules import RuleFailed
from tongban.engine.stories.acts import ACTS, ISSUES
from tongban.engine.stories.application import Application, Offers
from tongban.engine.stories.matter import ActRefused, Matter, Place

Pair = tuple[str, str]


class NotAsWritten(Exception):
    """`said` is (zh, en); `then` counts from 0, None for the act itself."""

    def __init__(self, said: Pair, then: int | None = None) -> None:
        self.said, self.then = said, then
        super().__init__(said[1])


def tell(
    story: Story, offer: Offer, offers: Offers, *, calendar: Calendar | None = None, kinds: Kinds | None = None,
    drawable: Callable[[str], bool] = lambda text: True,
) -> Problem | None:  # fmt: skip
    """None when every step is as written; else the first that is not, with file and line.

    `offers` gives what the same place offers of a child's package; `drawable`, whether the fonts have all characters.
    """
    kind = (kinds or shipped_kinds()).kinds[offer.package.service.kind]
    telling = _Telling(story, offer, offers, Place(calendar or shipped_calendar(), kind, drawable))
    for number in range(-1, len(story.steps)):
        try:
            telling.begin() if number < 0 else telling.step(story.steps[number])
        except NotAsWritten as found:
            return _placed(offer.package, story, number, found)
        if telling.over:
            return None
    return None


def at(day: date, hour: int) -> datetime:
    """A moment of a day of the story."""
    return datetime.combine(day, time(hour), SHANGHAI)


class _Telling:
    def __init__(self, story: Story, offer: Offer, offers: Offers, place: Place) -> None:
        self.story, self.offer, self.offers, self.place = story, offer, offers, place
        self.over = False
        self.app: Application | None = None

    def begin(self) -> None:
        """The application is handed in; a story whose first step is `submit` may be about its refusal."""
        story = self.story
        first = story.steps[0] if story.steps and story.steps[0].act == "submit" else None
        answers = {**story.answers, **({"scenario": dict(story.scenario)} if story.scenario else {})}
        try:
            self.app = Application(self.offer, self.offers, self.place, answers=answers, materials=story.materials,
                                   commitment=story.commitment, today=story.start)  # fmt: skip
        except ActRefused as refusal:
            self._refused(first, refusal)
            self.over = True
            return
        if first is not None and first.refused is not None:
            raise NotAsWritten((f"本应不予提交：{first.refused}", f"should have been refused: {first.refused}"))

    def step(self, step: Step) -> None:
        """One step: what time has done since, the act, what must be true."""
        assert self.app is not None
        now = at(step.on or self.story.start, 10)
        self.app.pass_time(now)
        if step.act != "submit":
            try:
                matter = self.app.matter(step.child)
                ACTS[step.act](self.app, matter, step, dict(step.give), now)
            except ActRefused as refusal:
                self._refused(step, refusal)
                return
            except LookupError as error:
                raise NotAsWritten((f"这里没有 {error}", f"there is no {error} here")) from error
            except (RuleFailed, StepRefused) as error:
                raise NotAsWritten((f"{error.zh}", f"{error.en}")) from error
            if step.refused is not None:
                raise NotAsWritten((f"本应不准：{step.refused}", f"should have been refused: {step.refused}"))
        self.app.look_again(now)
        if step.act in ISSUES:
            self.app.issue(now)
        for number, then in enumerate(step.then):
            self._check(then, number, now.date())

    @staticmethod
    def _refused(step: Step | None, refusal: ActRefused) -> None:
        if step is None or step.refused != refusal.code:
            raise NotAsWritten((f"不准：{refusal}", f"refused: {refusal}"))

    def _check(self, then: Then, number: int, today: date) -> None:
        assert self.app is not None
        if then.in_case is not None and then.child is not None:
            here = then.child in self.app.children
            if here != then.in_case:
                raise NotAsWritten(_differs(then, "in_case", here, then.in_case), number)
            if not here:
                return
        try:
            matter = self.app.matter(then.child)
        except LookupError:
            raise NotAsWritten((f"没有子项 {then.child}", f"there is no child {then.child}"), number) from None
        for name, found, wanted in _compared(then, matter, today):
            if wanted is not None and found != wanted:
                raise NotAsWritten(_differs(then, name, found, wanted), number)
        if then.letter is not None and then.letter not in matter.letters:
            raise NotAsWritten(_differs(then, "letter", ", ".join(sorted(matter.letters)), then.letter), number)


def _compared(then: Then, matter: Matter, today: date) -> Iterator[tuple[str, Any, Any]]:
    yield "station", matter.station, then.station
    yield "reason", matter.reason, then.reason
    yield "outcome", matter.outcome, then.outcome
    yield "due", matter.legal_due(), then.due
    yield "certificate", matter.certified, then.certificate
    if then.lights is not None:
        yield "lights", matter.light(today), then.lights


def _differs(then: Then, name: str, found: Any, wanted: Any) -> Pair:
    zh, en = then.child or "本件", then.child or "case"
    return f"{zh}：{name} 是 {found}，故事写的是 {wanted}", f"{en}: {name} is {found}, the story says {wanted}"


def _placed(package: Package, story: Story, number: int, found: NotAsWritten) -> Problem:
    file = f"stories/{story.name}.toml"
    where = "start" if number < 0 else f"steps.{number + 1}" + ("" if found.then is None else f".then.{found.then + 1}")
    text = package.files[file].decode("utf-8") if file in package.files else ""
    mend = ("按法律改故事，或改服务包", "mend the story, or the package, whichever the law says is wrong")
    return Problem(file, _line(text, number, found.then) if text else None, where, *found.said, *mend)


def _line(text: str, number: int, then: int | None) -> int | None:
    """The line of a step, or of one of its `then`, which may stand one a line in a list."""
    lines: Mapping[Any, int] = toml_lines(text)
    if number < 0:
        return nearest(dict(lines), ("answers",))
    if then is None:
        return nearest(dict(lines), ("steps", number))
    line = nearest(dict(lines), ("steps", number, "then", then))
    written = text.splitlines()
    if line is not None and written[line - 1].rstrip().endswith("["):
        rows = [n for n, row in enumerate(written[line:], line + 1) if row.lstrip().startswith("{")]
        line = rows[then] if then < len(rows) else line
    return line
