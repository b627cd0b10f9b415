"""What the law forbids, tried on purpose at the awkward moment; what time does, noticed late."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import accepted_sign, begun, officer, refused, review
from tongban.cases.actions import (
    accepting,
    bundling,
    correcting,
    deciding,
    delivering,
    drafting,
    pausing,
    withdrawing,
    working,
)
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Clock, Draft, Pause, Task
from tongban.cases.step import package_of
from tongban.directory.models import Mandate, Officer
from tongban.directory.queries import actor_of_officer
from tongban.engine.package.parts import SpecialProcedure
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor, NotAllowed
from tongban.kit.ledger.models import Act
from tongban.records.models import Letter, Material
from world.running import HELD

pytestmark = pytest.mark.django_db
HEARING = {"kind": "hearing", "workdays": 5}


def on(day: date):  # type: ignore[no-untyped-def]
    return clock.simulated(clock.on(day, hour=10))


def due(case: Case, kind: str = "statutory") -> date | None:
    return Clock.objects.get(case=case, kind=kind).due_on


def test_two_suspensions_one_of_them_over_the_due_day(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    assert due(case) == date(2026, 3, 17)
    with on(date(2026, 3, 5)):
        pausing.suspend(case.id, actor=officer("shangguanting"), **HEARING)
        assert due(case) is None
    with on(date(2026, 3, 20)):  # after the old due day: 4 and 5 March are used, eight days are left
        pausing.resume(case.id, actor=officer("shangguanting"), result="笔录已存")
        assert due(case) == date(2026, 4, 1)
    with on(date(2026, 3, 25)):
        assert refused(pausing.suspend, case.id, actor=officer("shangguanting"), **HEARING) == "reason-needed"
        pausing.suspend(case.id, actor=officer("shangguanting"), **HEARING, reason="利害关系人另行申请听证")
    with on(date(2026, 3, 30)):  # five are left; 4 to 6 April are Qingming
        pausing.resume(case.id, actor=officer("shangguanting"), result="笔录已存")
    assert due(case) == date(2026, 4, 7)


def test_a_suspension_after_the_limit_saves_nothing(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    with on(date(2026, 3, 18)):
        pausing.suspend(case.id, actor=officer("shangguanting"), **HEARING)
        assert due(case) == date(2026, 3, 17)
        head = replace(officer("xiahoudong"), roles=frozenset({"head"}))
        assert refused(pausing.extend, case.id, actor=head, n=5, reason="疑难") == "overdue"


def test_nothing_is_suspended_while_a_correction_is_waited_for(city: object) -> None:
    run = begun("outdoor-sign", "ordinary", start=date(2026, 3, 2))
    with on(date(2026, 3, 3)):
        items = [{"slot": "sign-structure", "text": "请补充固定方式。"}]
        correcting.request_correction(run.root, actor=officer("feixinmin"), items=items)
        assert refused(pausing.suspend, run.root, actor=officer("shangguanting"), **HEARING) == "wrong-station"
    assert not Pause.objects.filter(case=run.root).exists()


def test_after_a_suspension_the_other_system_is_waited_for_again(city: object) -> None:
    run = begun("business-registration", "granted", steps=1)
    case = Case.objects.get(pk=run.root)
    assert (case.station, case.reason) == ("work", "elsewhere")
    own = package_of(case.package_version_id)
    hearing = SpecialProcedure("hearing", True, "行政许可法45", 20)
    changed = replace(own, service=replace(own.service, special_procedures=(hearing,)))
    with on(date(2026, 3, 4)), patch("tongban.cases.step.package_of", lambda id: changed):
        actor = replace(run.of_case(case, "decide"), roles=frozenset({"reviewer"}))
        pausing.suspend(case.id, actor=actor, **HEARING)
        case.refresh_from_db()
        assert case.reason == "suspended"
        pausing.resume(case.id, actor=actor, result="笔录已存")
    case.refresh_from_db()
    assert (case.station, case.reason) == ("work", "elsewhere")


def test_a_task_of_an_ended_process_is_done(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    with on(date(2026, 3, 4)):
        withdrawing.terminate(case.id, actor=officer("xiahoudong"), reason="申请单位已注销。")
        assert refused(review, case) == "already-done"
    assert not Task.objects.filter(case=case, is_open=True).exists()


def test_a_substitute_acts_until_the_last_day_and_not_after(city: object) -> None:
    stand_in = Officer.objects.get(login="heyuntian")
    post = stand_in.substitutions.get().post
    assert actor_of_officer(stand_in, post, today=date(2026, 5, 8)).department == post.department_id
    with pytest.raises(NotAllowed, match="not-your-post"):
        actor_of_officer(stand_in, post, today=date(2026, 5, 9))


def test_who_no_longer_stands_in_is_no_second_officer(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    with on(date(2026, 3, 4)):
        other = Officer.objects.get(login="ouyanglan").id  # stands in for another post, later
        assert refused(review, case, officers=[other]) == "not-yours"
    assert not case.opinions.exists()


def test_a_mandate_that_ended_ends_the_right(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    actor = Actor(kind="citizen", id=case.citizen_id, on_behalf_of=case.organisation_id)
    Mandate.objects.filter(citizen=case.citizen_id, organisation=case.organisation_id).update(
        valid_to=date(2026, 3, 10)
    )
    with on(date(2026, 3, 11)):
        assert refused(withdrawing.withdraw, case.id, actor=actor) == "mandate"
    with on(date(2026, 3, 10)):
        withdrawing.withdraw(case.id, actor=actor)
        assert refused(delivering.rate, case.id, actor=actor, grade=1) == "done"


def test_what_was_decided_of_a_bundle_stands_when_the_rest_is_withdrawn(city: object) -> None:
    run = begun("open-restaurant", "corrected", steps=7)  # the registration is granted, two others are filed
    parent = Case.objects.get(pk=run.root)
    with undrawn(), on(date(2026, 5, 8)):
        withdrawing.withdraw(parent.id, actor=run.applicant)
        parent.refresh_from_db()
        assert parent.station == "work"
        assert refused(withdrawing.withdraw, parent.id, actor=run.applicant) == "decided"
        child = parent.children.get(child_code="business-registration")
        delivering.deliver(child.id, actor=run.of_case(child, "deliver"), mode="counter", proof="签收")
        catch_up(hold=HELD, sweeping=False)
    parent.refresh_from_db()
    assert (parent.station, parent.outcome) == ("close", "partly_granted")
    outcomes = dict(parent.children.values_list("child_code", "outcome"))
    assert outcomes == {
        "business-registration": "granted", "food-business": "withdrawn", "outdoor-sign": "withdrawn",
    }  # fmt: skip


def test_an_unanswered_correction_ends_what_was_told_by_letter(city: object) -> None:
    run = begun("open-restaurant", "corrected", steps=1)  # told on 28 April
    with undrawn(), on(date(2026, 7, 6)):
        catch_up(hold=HELD)
    parent = Case.objects.get(pk=run.root)
    outcomes = dict(parent.children.values_list("child_code", "outcome"))
    # the registration was not told of anything: it was accepted in time and goes on
    assert outcomes == {"business-registration": "", "food-business": "lapsed", "outdoor-sign": "lapsed"}
    assert (parent.station, parent.reason) == ("work", "")
    assert parent.corrections.get().answered_on is not None
    letters = Letter.objects.filter(kind="termination", case__in=parent.children.values("id"))
    assert letters.count() == 2


def test_the_joint_clock_runs_from_the_day_of_silent_acceptance_however_late_it_is_seen(city: object) -> None:
    run = begun("open-restaurant", "small-shop", start=date(2026, 3, 23))
    with on(date(2026, 4, 10)):
        child = Case.objects.get(parent=run.root, child_code="business-registration")
        assert accepting.deem_accepted(child.id, actor=SYSTEM)
    with on(date(2026, 4, 13)):
        bundling.look_again(run.root)
    joint = Clock.objects.get(case=run.root, kind="joint")
    assert joint.started_on == date(2026, 3, 23)
    assert Case.objects.get(pk=run.root).accepted_on == date(2026, 3, 23)


def test_a_child_is_filed_on_the_day_its_precondition_was_met_however_late_the_job_runs(city: object) -> None:
    run = begun("open-restaurant", "corrected", steps=6)  # decided on 7 May
    registration = Case.objects.get(parent=run.root, child_code="business-registration")
    with undrawn(), on(date(2026, 5, 7)), patch("tongban.cases.jobs.bundling.look_again", lambda parent: None):
        catch_up(sweeping=False)
    registration.refresh_from_db()
    assert registration.station == "deliver"
    with undrawn(), on(date(2026, 5, 12)):
        bundling.look_again(run.root)
    food = Case.objects.get(parent=run.root, child_code="food-business")
    assert food.filed_on == date(2026, 5, 7)
    assert due(food, "receipt") == date(2026, 5, 13)


def test_the_answer_to_a_correction_is_checked_like_a_submission(city: object) -> None:
    run = begun("outdoor-sign", "ordinary", start=date(2026, 3, 2))
    case = Case.objects.get(pk=run.root)
    assert case.current is not None
    with on(date(2026, 3, 3)):
        items = [{"slot": "sign-structure", "text": "请补充固定方式。"}]
        correcting.request_correction(case.id, actor=officer("feixinmin"), items=items)
        good = {slot: (run.material(slot),) for slot in ("sign-picture", "sign-structure")}
        sick = run.material("sign-structure")
        Material.objects.filter(pk=sick).update(scan="quarantined")
        answers = dict(case.current.answers)

        def answer(given: object, files: object) -> str:
            return refused(correcting.answer_correction, case.id, actor=run.applicant, answers=given, materials=files)

        assert answer(answers, {"sign-picture": good["sign-picture"]}) == "materials"
        assert answer(answers, {**good, "sign-structure": (sick,)}) == "materials"
        assert answer({**answers, "sign_text": ""}, good) == "answers"
        assert answer({**answers, "scenario": {"no_such_question": True}}, good) == "answers"
        assert answer(answers, good) == "done"
    case.refresh_from_db()
    assert (case.reason, case.current and case.current.number) == ("", 2)
    codes = (
        Act.objects.filter(case=case.id, kind="attempt.refused")
        .order_by("at", "id")
        .values_list("body__code", flat=True)
    )
    assert sorted(codes) == ["answers", "answers", "materials", "materials"]


def test_a_correction_cannot_change_what_is_applied_for(city: object) -> None:
    run = begun("open-restaurant", "corrected", steps=1)
    case = Case.objects.get(pk=run.root)
    assert case.current is not None
    answers = dict(case.current.answers)
    answers["scenario"] = {**answers["scenario"], "signboard": False}
    slots = {slot: (run.material(slot),) for slot in run.story.materials}
    with on(date(2026, 4, 29)):
        code = refused(correcting.answer_correction, case.id, actor=run.applicant, answers=answers, materials=slots)
    assert code == "answers"


def test_a_draft_of_a_correction_knows_its_channel_and_two_clicks_answer_once(city: object) -> None:
    run = begun("outdoor-sign", "ordinary", start=date(2026, 3, 2))
    case = Case.objects.get(pk=run.root)
    with on(date(2026, 3, 3)):
        items = [{"slot": "sign-structure", "text": "请补充固定方式。"}]
        correcting.request_correction(case.id, actor=officer("feixinmin"), items=items)
        at_desk = drafting.start_correction(case, actor=officer("feixinmin"))
        own = drafting.start_correction(case, actor=run.applicant)
        assert (at_desk.channel, own.channel) == ("counter", "web")
        assert drafting.submit_draft(own.id, actor=run.applicant, explanation="固定方式不变").id == case.id
        assert drafting.submit_draft(own.id, actor=run.applicant).id == case.id
        assert refused(drafting.submit_draft, at_desk.id, actor=officer("feixinmin")) == "no-correction"
    assert case.revisions.count() == 2
    assert Draft.objects.filter(corrects=case).count() == 1


def test_acceptance_while_a_bundle_is_corrected_ends_the_correction(city: object) -> None:
    run = begun("open-restaurant", "corrected", steps=1)
    child = Case.objects.get(parent=run.root, child_code="business-registration")
    with undrawn(), on(date(2026, 4, 29)):
        accepting.accept(child.id, actor=run.of_case(child, "accept"))
        catch_up(hold=HELD, sweeping=False)
    parent = Case.objects.get(pk=run.root)
    child.refresh_from_db()
    assert (child.station, parent.station, parent.reason) == ("work", "work", "")
    # the notice names two children that are not yet filed: they can still be corrected
    assert parent.corrections.get().answered_on is None


def test_a_decision_other_than_proposed_has_reasons(city: object) -> None:
    case = accepted_sign(date(2026, 3, 3))
    with on(date(2026, 3, 4)):
        review(case)
        case.refresh_from_db()
        assert (case.station, case.proposal) == ("decide", "grant")
        assert refused(deciding.decide, case.id, actor=officer("xiahoudong"), outcome="refuse") == "reasons-needed"
        assert refused(working.complete, case.tasks.get(node="review").id, actor=officer("shangguanting"),
                       give={"verdict": "agree"}) == "already-done"  # fmt: skip
        deciding.decide(case.id, actor=officer("xiahoudong"), outcome="refuse", reasons="遮挡消防通道。")
    assert case.decision.outcome == "refuse"


def test_a_look_that_finds_nothing_to_do_makes_no_page_stale(city: object) -> None:
    run = begun("open-restaurant", "corrected", steps=2)
    before = dict(Case.objects.values_list("id", "version"))
    with on(date(2026, 5, 6)):
        catch_up(hold=HELD)
        bundling.look_again(run.root)
        assert not accepting.deem_accepted(run.root, actor=SYSTEM)
        pausing.recompute_open(run.root, actor=SYSTEM)
    assert dict(Case.objects.values_list("id", "version")) == before
