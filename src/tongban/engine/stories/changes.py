"""What a story does with a certificate after its issue: asked for, proposed, answered, decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.engine.deadlines import Clock, Limit, Unit
from tongban.engine.package.parts import Step
from tongban.engine.path import changes as law
from tongban.engine.stories.application import Application
from tongban.engine.stories.matter import ActRefused, Matter, require

Give = dict[str, Any]


@dataclass
class Change:
    """The change of a matter's certificate that waits for its decision."""

    kind: str
    answer_until: date | None = None
    heard: bool = False


def ask_change(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    """更正 or 补发."""
    require(law.asking(
        give["kind"], status=matter.standing, valid_to=None, today=now.date(), is_open=matter.change is not None,
        reason=give.get("reason", ""), corrected=[text for text in give.get("corrected", {}).values() if text.strip()],
    ))  # fmt: skip
    matter.change = Change(give["kind"])


def propose_end(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    """拟撤销 and the like."""
    require(law.proposing(
        give["kind"], give["ground"], status=matter.standing, valid_to=None, today=now.date(),
        is_open=matter.change is not None, reason=give.get("reason", ""),
    ))  # fmt: skip
    until = None
    if give["kind"] in law.HEARD:
        limit = Limit(law.ANSWER_WORKDAYS, Unit.WORKDAY)
        until = Clock(start=now.date(), limit=limit, calendar=matter.place.calendar).due().day
        matter.letters.add("change-notice")
    matter.change = Change(give["kind"], until)


def state_case(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    """陈述、申辩."""
    if matter.change is None or matter.change.answer_until is None or matter.change.heard:
        raise ActRefused("not-asked")
    if not give["text"].strip():
        raise ActRefused("statement-empty")
    matter.change.heard = True


def decide_change(app: Application, matter: Matter, step: Step, give: Give, now: datetime) -> None:
    """The decision: another issue, or the end."""
    change = matter.change
    if change is None:
        raise ActRefused("already-done")
    require(law.deciding(
        change.kind, give["outcome"], reasons=give.get("reasons", ""), is_other=True, answer_until=change.answer_until,
        heard=change.heard, today=now.date(),
    ))  # fmt: skip
    matter.change = None
    matter.letters.add("change-decision")
    if give["outcome"] == "grant" and change.kind in law.STATE_AFTER:
        matter.standing, matter.certified = law.STATE_AFTER[change.kind], False
