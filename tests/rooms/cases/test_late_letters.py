"""A letter written after the next act, or days later, says what it would have said at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import begun, officer
from tongban.cases.actions import accepting, correcting, pausing, withdrawing
from tongban.cases.jobs import catch_up, letter
from tongban.cases.letter_writing import write
from tongban.cases.models import Case
from tongban.engine.letters import NoGlyph
from tongban.kit import clock
from tongban.kit.ledger.models import Act as LedgerAct
from tongban.records.models import Letter
from world.running import HELD, StoryRun

pytestmark = pytest.mark.django_db
ITEMS = [{"slot": "sign-structure", "text": "请补充固定方式。"}]
LATER = date(2026, 3, 12)
Act = Callable[[StoryRun], Any]


def on(day: date):  # type: ignore[no-untyped-def]
    return clock.simulated(clock.on(day, hour=10))


def accept(run: StoryRun) -> None:
    accepting.accept(run.root, actor=officer("feixinmin"))


def suspend(run: StoryRun) -> None:
    pausing.suspend(run.root, actor=officer("shangguanting"), kind="hearing", workdays=5)


def extend(run: StoryRun) -> None:
    head = replace(officer("xiahoudong"), roles=frozenset({"head"}))
    pausing.extend(run.root, actor=head, n=5, reason="疑难")


def correct(run: StoryRun) -> None:
    correcting.request_correction(run.root, actor=officer("feixinmin"), items=ITEMS)


def answer(run: StoryRun) -> None:
    case = Case.objects.get(pk=run.root)
    assert case.current is not None
    slots = {slot: (run.material(slot),) for slot in ("sign-picture", "sign-structure")}
    correcting.answer_correction(case.id, actor=run.applicant, answers=dict(case.current.answers), materials=slots)


def withdraw(run: StoryRun) -> None:
    withdrawing.withdraw(run.root, actor=run.applicant)


def nothing(run: StoryRun) -> None:
    """No act comes after it, only days."""


CHAINS: dict[str, tuple[tuple[Act, ...], Act, Act]] = {
    "acceptance": ((), accept, suspend),
    "suspension": ((accept,), suspend, withdraw),
    "extension": ((accept,), extend, suspend),
    "correction": ((), correct, answer),
    "withdrawal": ((accept,), withdraw, nothing),
}


def again(letter: Letter, on: date) -> dict[str, Any]:
    """What it says when it is written once more, with another number."""
    Letter.objects.filter(pk=letter.id).delete()
    late = write(letter.case, letter.kind, letter.about, on)
    assert late is not None
    return {**late.data, "number": letter.data["number"]}


@pytest.mark.parametrize("kind", CHAINS)
def test_the_letter_is_as_if_written_at_once(kind: str, city: object) -> None:
    before, act, after = CHAINS[kind]
    run = begun("outdoor-sign", "ordinary", start=date(2026, 3, 2))
    with undrawn(), on(date(2026, 3, 4)):
        for one in before:
            one(run)
        act(run)
        catch_up(hold=HELD, sweeping=False)
        letter = Letter.objects.get(case=run.root, kind=kind)
        after(run)
    with undrawn(), on(LATER):
        assert again(letter, date(2026, 3, 4)) == letter.data


def test_the_receipt_of_what_was_corrected_before_it_was_written(city: object) -> None:
    run = begun("outdoor-sign", "ordinary", start=date(2026, 3, 2))
    letter = Letter.objects.get(case=run.root, kind="receipt")
    with on(date(2026, 3, 4)):
        correct(run)
        answer(run)
    with undrawn(), on(LATER):
        assert again(letter, date(2026, 3, 2)) == letter.data


def test_the_receipt_of_a_bundle_names_who_waited_then(city: object) -> None:
    run = begun("open-restaurant", "corrected")
    letter = Letter.objects.get(case=run.root, kind="receipt")
    assert len(letter.data["waiting"]) == 2
    Case.objects.filter(parent=run.root, child_code="food-business").update(reason="", filed_on=date(2026, 5, 7))
    with undrawn(), on(date(2026, 5, 8)):
        assert again(letter, date(2026, 4, 27)) == letter.data


def test_a_job_that_runs_late_keeps_the_day_of_the_act(city: object) -> None:
    run = begun("outdoor-sign", "ordinary", start=date(2026, 3, 2))
    with on(date(2026, 3, 4)):
        accept(run)
        suspend(run)
    with undrawn(), on(LATER):
        catch_up(hold=HELD, sweeping=False)
    said = Letter.objects.get(case=run.root, kind="acceptance").data
    assert (said["date"], said["accepted_on"], said["due_on"]) == ("2026-03-04", "2026-03-04", "2026-03-09")


def test_a_name_without_a_font_stops_the_letter_aloud_and_the_font_lets_it_go(city: object) -> None:
    with undrawn():
        case = Case.objects.get(pk=begun("outdoor-sign", "ordinary", start=date(2026, 3, 3)).root)
    Letter.objects.filter(case=case.id).delete()
    asked = {"case": str(case.id), "kind": "receipt", "about": str(case.id), "on": "2026-03-03"}
    stopped = LedgerAct.objects.filter(kind="letter.stopped", case=case.id)
    with patch("tongban.engine.letters.render", side_effect=NoGlyph(["\U0003134a"], "/addressee")):
        for _ in range(2):
            with pytest.raises(NoGlyph):
                letter(**asked)
    fact = stopped.get()
    assert fact.body == {"letter": "receipt", "about": str(case.id), "field": "/addressee"}
    assert not Letter.objects.filter(case=case.id).exists()
    with undrawn():
        letter(**asked)
    assert Letter.objects.get(case=case.id).kind == "receipt"
    assert stopped.count() == 1
