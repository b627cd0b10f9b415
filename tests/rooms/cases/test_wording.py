"""Reasons that say nothing, and texts no letter can show, are refused at every door, and nothing is written."""

from datetime import date
from typing import Any

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import accepted_sign, begun, officer, refused, review
from tongban.cases.actions import accepting, correcting, deciding, pausing, withdrawing, working
from tongban.cases.models import Case, Correction, Decision, Task
from tongban.cases.queries.file import open_personal
from tongban.engine.path.wording import says
from tongban.kit import clock
from tongban.records.models import Letter

pytestmark = pytest.mark.django_db
NOTHING = ["", " \n", "\u200b\u200b", "\u2060——!", "．．．．"]
UNPRINTABLE = ["缺少图纸🦄", "缺少\x00图纸", "缺少\u202e图纸", "缺少\U0003134a"]


def on(day: date) -> Any:
    return clock.simulated(clock.on(day, hour=10))


@pytest.mark.parametrize("text", NOTHING)
def test_what_cannot_be_seen_says_nothing(text: str) -> None:
    assert not says(text)
    assert says(f"{text}图") and not says(f"{text}图", 2)


@pytest.mark.parametrize("text", [*NOTHING, *UNPRINTABLE])
def test_a_decision_against_the_review_says_why(city: object, text: str) -> None:
    case = accepted_sign(date(2026, 3, 3))
    code = "unprintable" if text in UNPRINTABLE else "reasons-needed"
    with undrawn(), on(date(2026, 3, 4)):
        review(case)
        assert refused(deciding.decide, case.id, actor=officer("xiahoudong"), outcome="refuse", reasons=text) == code
    assert not Decision.objects.exists()


@pytest.mark.parametrize("text", [NOTHING[2], UNPRINTABLE[0]])
def test_every_other_door(city: object, text: str) -> None:
    empty = text in NOTHING
    desk, why = officer("feixinmin"), "reason-needed" if empty else "unprintable"
    with undrawn():
        filed = Case.objects.get(pk=begun("outdoor-sign", "ordinary", start=date(2026, 3, 3)).root)
        with on(date(2026, 3, 4)):
            told = refused(correcting.request_correction, filed.id, actor=desk, items=[{"text": text}])
            assert told == ("nothing-told" if empty else "unprintable")
            ground = {"ground": "other_by_law", "reason": text}
            assert refused(accepting.refuse_acceptance, filed.id, actor=desk, **ground) == why
            accepting.accept(filed.id, actor=desk)
            task = Task.objects.get(case=filed, node="review")
            give = {"verdict": "disagree", "reason": text}
            assert refused(working.complete, task.id, actor=officer("shangguanting"), give=give) == why
            head = officer("xiahoudong")
            assert refused(withdrawing.terminate, filed.id, actor=head, reason=text) == why
            if not empty:
                assert refused(withdrawing.withdraw, filed.id, actor=run_applicant(filed), reason=text) == why
            else:
                with pytest.raises(ValueError, match="reason"):
                    open_personal(desk, filed.id, reason=text * 4)
    filed.refresh_from_db()
    assert (filed.station, Correction.objects.count(), filed.ending_note) == ("work", 0, None)
    assert set(Letter.objects.filter(case=filed.id).values_list("kind", flat=True)) <= {"receipt", "acceptance"}


def run_applicant(case: Case) -> Any:
    from tongban.kit.access import Actor

    return Actor(kind="citizen", id=case.citizen_id, on_behalf_of=case.organisation_id)


def test_the_end_of_a_special_procedure_says_what_it_found(city: object) -> None:
    with undrawn():
        run = begun("food-business", "suspended", steps=2)
        case = Case.objects.get(pk=run.root)
        assert case.reason == "suspended"
        with on(date(2026, 12, 1)):
            actor = run.of_case(case, "resume")
            assert refused(pausing.resume, case.id, actor=actor, result="\u200b") == "reason-needed"
            assert refused(pausing.resume, case.id, actor=actor, result="合格🦄") == "unprintable"
