"""A letter written after the next act, or days later, says what it would have said at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import begun, officer, refused
from tests.stories.people import PACKAGES
from tongban.cases.actions import accepting, correcting, issuing, pausing, unprinted, withdrawing
from tongban.cases.jobs import catch_up, letter
from tongban.cases.letter_writing import BUILDERS, write
from tongban.cases.models import Case, Delivery, Task
from tongban.cases.step import Work
from tongban.directory.models import Organisation
from tongban.engine.letters import NoGlyph
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ledger.models import Act as LedgerAct
from tongban.records.models import Certificate, Letter
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


RARE = "\U0003134a"


@pytest.fixture
def stopped(city: object) -> dict[str, str]:
    """A receipt that the applicant's name has stopped: the arguments of its job."""
    with undrawn():
        case = Case.objects.get(pk=begun("outdoor-sign", "ordinary", start=date(2026, 3, 3)).root)
    Letter.objects.filter(case=case.id).delete()
    Organisation.objects.filter(pk=case.organisation_id).update(name=f"张{RARE}小店")
    asked = {"case": str(case.id), "kind": "receipt", "about": str(case.id), "on": "2026-03-03"}
    with patch("tongban.engine.letters.render", side_effect=NoGlyph([RARE], "/addressee")):
        for _ in range(2):
            letter(**asked)
    return asked


def test_a_name_without_a_font_stops_the_letter_with_a_task(stopped: dict[str, str]) -> None:
    fact = LedgerAct.objects.get(kind="letter.stopped", case=stopped["case"])
    assert fact.body == {
        "letter": "receipt",
        "about": stopped["about"],
        "on": "2026-03-03",
        "field": "/addressee",
        "characters": 1,
    }
    assert not Letter.objects.filter(case=stopped["case"]).exists()
    task = Task.objects.get(case=stopped["case"], node="=letter:receipt", is_open=True)
    assert task.name_zh == f"处理缺字：收件凭证“收件人”的{RARE}（U+3134A）"
    assert (task.department_id, task.role) == (task.case.accepting_body_id, "counter")


def test_the_font_lets_the_letter_go(stopped: dict[str, str]) -> None:
    case = UUID(stopped["case"])
    assert refused(unprinted.rewrite, case, actor=officer("shangguanting")) == "not-yours"
    with undrawn():
        unprinted.rewrite(case, actor=officer("feixinmin"))
        catch_up(hold=HELD, sweeping=False)
    assert Letter.objects.get(case=case, kind="receipt").data["date"] == "2026-03-03"
    assert not Task.objects.filter(case=case, node="=letter:receipt", is_open=True).exists()
    assert refused(unprinted.rewrite, case, actor=officer("feixinmin")) == "wrong-station"


def test_the_letter_says_the_name_as_the_officer_has_it_written(stopped: dict[str, str]) -> None:
    case, desk = UUID(stopped["case"]), officer("feixinmin")
    assert refused(unprinted.rewrite, case, actor=desk, instead=f"张{RARE}") == "unprintable"
    assert refused(unprinted.rewrite, case, actor=desk, instead="\u200b") == "as-written"
    for other in ("钱大", "李（石达）小店", "张（石达）", "张小店", "张（石达）小店分店", f"张{'石' * 13}小店"):
        assert refused(unprinted.rewrite, case, actor=desk, instead=other) == "other-words"
    with undrawn():
        unprinted.rewrite(case, actor=desk, instead="张（石达）小店")
        catch_up(hold=HELD, sweeping=False)
    assert Letter.objects.get(case=case, kind="receipt").data["addressee"] == "张（石达）小店"


def test_a_letter_that_stopped_is_owed_after_the_end(stopped: dict[str, str]) -> None:
    case = Case.objects.get(pk=stopped["case"])
    with undrawn():
        withdrawing.withdraw(
            case.id, actor=Actor(kind="citizen", id=case.citizen_id, on_behalf_of=case.organisation_id)
        )
        unprinted.rewrite(case.id, actor=officer("feixinmin"))
        catch_up(hold=HELD, sweeping=False)
    kinds = set(Letter.objects.filter(case=case.id).values_list("kind", flat=True))
    assert kinds == {"receipt", "withdrawal"}


def test_a_certificate_says_the_name_as_the_officer_has_it_written(city: object) -> None:
    run, drawn = begun("outdoor-sign", "missing-glyph", steps=3, start=date(2026, 3, 2)), []

    def face(source: bytes, data: dict[str, Any], fonts: Any, **named: Any) -> bytes:
        drawn.append(data["sign_text"])
        if "𪚥" in data["sign_text"]:
            raise NoGlyph(["𪚥"], "/sign_text")
        return b"%PDF-1.7 undrawn"

    with undrawn(), on(date(2026, 3, 6)), patch("tongban.engine.letters.render_face", face):
        catch_up(sweeping=False)
        task = Task.objects.get(case=run.root, node="=glyph", is_open=True)
        assert "𪚥（U+2A6A5）" in task.name_zh
        issuer = replace(officer("xiahoudong"), roles=frozenset({task.role}))
        assert refused(issuing.retry, run.root, actor=issuer, instead="缺面馆") == "other-words"
        issuing.retry(run.root, actor=issuer, instead="青禾（四龙）小厨")
        catch_up(sweeping=False)
    assert drawn[-1] == "青禾（四龙）小厨"
    certificate = Certificate.objects.get(case=run.root)
    assert "𪚥" in certificate.data["sign_text"]  # what is kept is the answer; what is printed, how the papers write it
    assert not Task.objects.filter(case=run.root, node="=glyph", is_open=True).exists()


def test_what_is_delivered_early_in_the_morning_is_delivered_that_day(city: object) -> None:
    """Seven o'clock here is the evening before by the clock of the database."""
    day = date(2026, 3, 10)
    run = begun("outdoor-sign", "ordinary", steps=len(PACKAGES["outdoor-sign"].stories["ordinary"].steps))
    case = Case.objects.get(pk=run.root)
    Delivery.objects.filter(case=case).update(delivered_at=clock.on(day, hour=7))
    assert BUILDERS["delivery"](Work(Case.objects.get(pk=case.id), SYSTEM), case.id)["delivered_on"] == "2026-03-10"


def test_a_grant_says_when_it_is_delivered_and_that_it_rests_on_a_promise(city: object) -> None:
    """The place's own days, not those of the law for all; and what follows if the promise was not kept."""
    food = Work(Case.objects.get(pk=begun("food-business", "granted").root), SYSTEM)
    said = BUILDERS["decision-grant"](food, food.case.id)
    assert (
        said["deliver"] == {"n": 2, "unit": "workday"} and "commitment" not in said
    )  # the law leaves ten, the package five
    story = next(name for name, one in PACKAGES["fire-safety-check"].stories.items() if one.commitment)
    fire = Work(Case.objects.get(pk=begun("fire-safety-check", story).root), SYSTEM)
    check = fire.package.service.notice_and_commitment.after_check
    assert BUILDERS["decision-grant"](fire, fire.case.id)["commitment"] == {"n": check.n, "unit": check.unit}
