"""What applicants and officers are told, by which way, when, and what became of it. None of it serves a letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.roles import as_role
from tests.rooms.cases.playing import accepted_sign, begun, officer, refused
from tongban.cases import notices
from tongban.cases.actions import noticing
from tongban.cases.models import Case, Clock, Delivery, DeskNotice, Notice
from tongban.cases.notices import desk
from tongban.cases.queries import inboxes
from tongban.exchange.messages import delivering, gateways, reports, sending
from tongban.exchange.models import OutgoingMessage
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Act
from tongban.kit.viewer import forget_viewer, set_viewer

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
SMS = OutgoingMessage.Channel.SMS


def at(hour: int, minute: int = 0, *, days: int = 0) -> Any:
    return clock.simulated(clock.on(DAY + timedelta(days=days), hour, minute))


@pytest.fixture
def case(city: Any) -> Case:
    """A shop sign, handed in and accepted; of what was told so far nothing is left."""
    made = accepted_sign(DAY)
    OutgoingMessage.objects.all().delete()
    Notice.objects.all().delete()
    return made


def tell(case: Case, event: str = "accepted", about: Any = None, hour: int = 10) -> Notice | None:
    """By the worker, with the rights of the worker."""
    with at(hour), as_role("worker"):
        return notices.tell(case.id, event, about or case.id)


def sent(notice: Notice | None) -> list[OutgoingMessage]:
    assert notice is not None
    return list(OutgoingMessage.objects.filter(notice=notice.id).order_by("id"))


def facts(case: Case, kind: str) -> list[Act]:
    return list(Act.objects.filter(case=case.id, kind=kind).order_by("id"))


def test_told_once_in_the_inbox_and_by_text_message(case: Case) -> None:
    first = tell(case)
    assert tell(case) is None
    assert first is not None
    assert first.said["zh"]["title"].startswith("已受理：")
    assert "{" not in first.said["zh"]["text"] + first.said["en"]["text"]
    (message,) = sent(first)
    assert (message.channel, message.state, message.kind) == (SMS, "waiting", "accepted")
    person = case.citizen
    assert person is not None and person.name
    assert message.recipient == person.phone
    assert person.name not in message.text and case.case_no not in message.text
    assert message.text.startswith("【通办】")
    assert [one.body["event"] for one in facts(case, "notice.told")][-1:] == ["accepted"]


def test_a_text_message_is_no_delivery(case: Case) -> None:
    before = (case.station, case.version)
    for event in ("accepted", "granted", "delivered"):
        (message,) = sent(tell(case, event))
        delivering.deliver(str(message.id))
    case.refresh_from_db()
    assert (case.station, case.version) == before
    assert not Delivery.objects.filter(case=case).exists()


@pytest.mark.parametrize(("hour", "waits"), [(20, 0), (21, 11), (23, 9), (3, 5), (8, 0)])
def test_no_text_message_rings_at_night(case: Case, hour: int, waits: int) -> None:
    (message,) = sent(tell(case, "granted", hour=hour))
    assert message.not_before == (clock.on(DAY, hour) + timedelta(hours=waits) if waits else None)


def test_what_the_law_wants_told_today_is_told_tonight(case: Case) -> None:
    Clock.objects.filter(case=case, kind="receipt").update(due_on=DAY)
    (message,) = sent(tell(case, "accepted", hour=22))
    assert message.not_before is None
    Clock.objects.filter(case=case, kind="receipt").update(due_on=DAY + timedelta(days=1))
    (message,) = sent(tell(case, "not-accepted", hour=22))
    assert message.not_before == clock.on(DAY + timedelta(days=1), 8)


def choose(case: Case, **wishes: Any) -> None:
    assert case.citizen is not None
    for name, value in wishes.items():
        setattr(case.citizen, name, value)
    case.citizen.save()


def test_by_the_chosen_channel_in_the_chosen_language(case: Case) -> None:
    assert case.citizen is not None
    case.citizen.set_email("lu@example.cn")
    choose(case, notice_channel="email", notice_language="en")
    (message,) = sent(tell(case, hour=23))
    assert (message.channel, message.recipient, message.masked) == ("email", "lu@example.cn", "l***@example.cn")
    assert message.subject is not None and message.subject.startswith("Accepted: ")
    assert "not the service of a document" in message.text
    assert message.not_before is None  # an e-mail wakes nobody


def test_who_opted_out_hears_only_what_the_law_asks_for(case: Case) -> None:
    choose(case, wants_optional_notices=False)
    assert [(one.state, one.reason) for one in sent(tell(case, "ready"))] == [("skipped", "opted-out")]
    assert [one.state for one in sent(tell(case, "granted"))] == ["waiting"]


def test_who_cannot_be_reached_is_a_failure_only_of_what_the_law_asks_for(case: Case) -> None:
    assert case.citizen is not None
    case.citizen.set_phone(None)
    choose(case, email=None)
    assert [(one.state, one.reason) for one in sent(tell(case, "ready"))] == [("skipped", "no-address")]
    assert [(one.state, one.reason) for one in sent(tell(case, "granted"))] == [("failed", "no-address")]


def test_not_more_than_so_many_a_day(case: Case, settings: Any) -> None:
    settings.NOTICES_A_DAY = 2
    events = ("submitted", "resumed", "ready", "accepted", "granted")
    states = [sent(tell(case, event))[0].state for event in events]
    assert states == ["waiting", "waiting", "skipped", "waiting", "waiting"]


def test_the_matters_of_a_bundle_ring_once(city: Any) -> None:
    run = begun("open-restaurant", "granted")
    parent = Case.objects.get(pk=run.root)
    children = list(Case.objects.filter(parent=parent).order_by("position"))
    first, second = (tell(one) for one in children[:2])
    assert [one.state for one in sent(first)] == ["waiting"]
    assert [(one.state, one.reason) for one in sent(second)] == [("skipped", "same-just-sent")]
    with at(10, 11), as_role("worker"):
        late = notices.tell(children[2].id, "accepted", children[2].id)
    assert [one.state for one in sent(late)] == ["waiting"]


class Broken:
    """A gateway out of order for some calls."""

    name = "broken"

    def __init__(self, calls: int) -> None:
        self.calls, self.seen = calls, []  # type: ignore[var-annotated]

    def deliver(self, parcel: gateways.Parcel) -> str:
        self.seen.append(parcel.id)
        if len(self.seen) <= self.calls:
            raise gateways.NotDelivered("out of order")
        return "r-1"


@pytest.fixture
def broken(monkeypatch: Any) -> Callable[[int], Broken]:
    def make(calls: int) -> Broken:
        made = Broken(calls)
        monkeypatch.setattr(gateways, "gateway", lambda channel: made)
        return made

    return make


def test_tried_again_later_each_time_and_then_dead(
    case: Case, broken: Callable[[int], Broken], monkeypatch: Any
) -> None:
    waits: list[int] = []
    monkeypatch.setattr(
        delivering, "defer", lambda name, at, message: waits.append(round((at - delivering.datetime.now(at.tzinfo)).total_seconds()))
    )  # fmt: skip
    gateway = broken(99)
    (message,) = sent(tell(case))
    for _ in range(12):
        delivering.deliver(str(message.id))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.reason) == ("failed", 8, "out of order")
    assert waits == [30, 60, 120, 240, 480, 960, 1920]
    assert gateway.seen == [str(message.id)] * 8
    assert [one.body["reason"] for one in facts(case, "message.failed")] == ["out of order"]


def test_handed_over_once_however_often_the_job_runs(case: Case, broken: Callable[[int], Broken]) -> None:
    gateway = broken(1)
    (message,) = sent(tell(case))
    with as_role("worker"):
        for _ in range(4):
            delivering.deliver(str(message.id))
    message.refresh_from_db()
    assert (message.state, message.receipt, message.attempts, len(gateway.seen)) == ("sent", "r-1", 2, 2)


def test_a_code_that_comes_too_late_is_given_up(broken: Callable[[int], Broken]) -> None:
    broken(99)
    with at(10):
        sending.send(SMS, "13900000009", "", "123456", sending.Cause("code"))
    with at(10, 6):
        delivering.deliver(str(OutgoingMessage.objects.get().id))
    assert OutgoingMessage.objects.get().state == "failed"


def test_a_report_moves_what_was_handed_over_once(
    case: Case, broken: Callable[[int], Broken], client: Any, settings: Any
) -> None:
    broken(0)
    (message,) = sent(tell(case))
    delivering.deliver(str(message.id))
    settings.SMS_REPORT_KEY = "a-long-secret"
    body = [{"receipt": "r-1", "state": "delivered"}]
    assert client.post("/messages/reports/http/wrong/", body, content_type="application/json").status_code == 404
    OutgoingMessage.objects.update(gateway="http")
    with as_role("public"):
        assert (
            client.post("/messages/reports/http/a-long-secret/", {}, content_type="application/json").status_code == 400
        )
        answer = client.post("/messages/reports/http/a-long-secret/", body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    with as_role("public"):
        assert reports.take("http", [reports.Report("r-1", False, "off"), reports.Report("", False, "off")]) == 0
    message.refresh_from_db()
    assert (message.state, message.reason) == ("delivered", "")
    settings.SMS_REPORT_KEY = ""
    assert client.post("/messages/reports/http//", body, content_type="application/json").status_code == 404


def test_the_inbox_is_the_persons_own_and_reading_is_a_fact(case: Case, city: Any) -> None:
    notice = tell(case)
    assert notice is not None and case.citizen_id
    owner = Actor(kind="citizen", id=case.citizen_id, on_behalf_of=case.organisation_id)
    stranger = Actor(kind="citizen", id=next(one.id for one in city.citizens.values() if one.id != case.citizen_id))
    with at(11), as_role("public"):
        set_viewer(stranger)
        assert not Notice.objects.exists()
        with pytest.raises(Notice.DoesNotExist):
            noticing.read(notice.id, actor=stranger)
        set_viewer(owner)
        assert [one.id for one in inboxes.inbox(owner)] == [notice.id]
        assert inboxes.unread(owner) == "1"
        noticing.read(notice.id, actor=owner)
        noticing.read(notice.id, actor=owner)
        assert inboxes.unread(owner) == ""
        forget_viewer()
    assert len(facts(case, "notice.read")) == 1


def test_an_officer_sends_again_or_rings(case: Case, broken: Callable[[int], Broken]) -> None:
    broken(99)
    notice = tell(case, "granted")
    assert notice is not None
    desk_officer, other = officer("feixinmin"), replace(officer("feixinmin"), department=new_id())
    OutgoingMessage.objects.update(attempts=7)
    delivering.deliver(str(sent(notice)[0].id))
    with at(12), as_role("office"):
        assert [(one[0].id, one[2]) for one in inboxes.failed_here(desk_officer)] == [(case.id, "out of order")]
        assert inboxes.failed_here(other) == []
        assert refused(noticing.send_again, case.id, notice.id, actor=other) == "not-yours"
        assert refused(noticing.rang, case.id, notice.id, actor=desk_officer, outcome="x") == "rang-how"
        noticing.rang(case.id, notice.id, actor=desk_officer, outcome="no-answer")
        assert len(inboxes.failed_here(desk_officer)) == 1
        noticing.send_again(case.id, notice.id, actor=desk_officer)
        assert inboxes.failed_here(desk_officer) == []
    with at(12), as_role("worker"):
        noticing.carry_again(notice.id)
        noticing.carry_again(notice.id)  # the job ran twice
    assert [one.state for one in sent(notice)] == ["failed", "waiting"]
    with at(12), as_role("office"):
        assert refused(noticing.send_again, case.id, notice.id, actor=desk_officer) == "notice-waits"
    assert [one.body["outcome"] for one in facts(case, "notice.rang")] == ["no-answer"]
    assert len(facts(case, "notice.sent_again")) == 1


def test_after_a_month_it_stays_how_it_went_and_not_what_it_said(case: Case) -> None:
    (message,) = sent(tell(case))
    delivering.deliver(str(message.id))
    with clock.simulated(clock.now() + timedelta(days=400)), as_role("worker"):
        assert sending.forget_old() == 0
    message = OutgoingMessage.objects.get(pk=message.pk)
    assert (message.recipient, message.text, message.values, message.state) == ("", "", None, "sent")
    assert message.masked.endswith(str(case.citizen.phone)[-4:])  # type: ignore[union-attr]


def test_news_for_the_desk_is_one_line_a_case(case: Case) -> None:
    reviewer = officer("shangguanting")
    with at(10), as_role("worker"):
        assert desk.note_tasks() > 0
        assert desk.note_tasks() == 0
    with as_role("office"):
        (line,) = [one for one in inboxes.desk(reviewer) if one.case_id == case.id]
        assert (line.what, line.number, line.was_read) == ("task", 1, False)  # type: ignore[attr-defined]
    due = Clock.objects.filter(case=case, stopped_on=None, kind="promised").get().due_on
    assert due is not None
    for day, light in ((due, "yellow"), (due, "yellow"), (due + timedelta(days=1), "red")):
        with clock.simulated(clock.on(day)), as_role("worker"):
            desk.note_lights(day)
        line.refresh_from_db()
        assert line.what == light
    assert line.number == 3  # and turned yellow once, not twice
    with clock.simulated(clock.on(due + timedelta(days=1), 10)), as_role("office"):
        assert inboxes.desk_unread(reviewer) == "1"
        noticing.read_desk(case.id, actor=reviewer)
        assert inboxes.desk_unread(reviewer) == ""
    assert DeskNotice.objects.filter(case=case, department=reviewer.department).count() == 1
