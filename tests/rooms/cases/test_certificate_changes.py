"""What happens to a certificate after its issue, each act under the role of its process: corrected, replaced, ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.guards.running import undrawn
from tests.roles import as_role
from tests.rooms.cases.playing import begun, officer, refused
from tests.stories.people import PACKAGES
from tongban.cases.actions import changing
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, CertificateChange, Notice, Task
from tongban.cases.queries.certificates import standing
from tongban.engine import qr
from tongban.engine.forms import show_date
from tongban.exchange import qr_keys
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Act
from tongban.kit.viewer import forget_viewer, set_viewer
from tongban.records.models import Certificate, Letter

STORY = PACKAGES["outdoor-sign"].stories["ordinary"]
DAY = date(2026, 6, 1)
DECIDER, REVIEWER = "xiahoudong", "shangguanting"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_list")]


@contextmanager
def at(day: date, role: str, actor: Actor | None = None) -> Iterator[None]:
    """An act of a day, as the process of a site does it."""
    with clock.simulated(clock.on(day, hour=10)), as_role(role):
        if actor is not None and role == "public":
            set_viewer(actor)
        yield
    forget_viewer()


def follow(day: date) -> None:
    """The worker and the sealing process do what is waiting."""
    with undrawn(), clock.simulated(clock.on(day, hour=11)):
        catch_up(sweeping=False)


@pytest.fixture
def held(city: object) -> Certificate:
    """A shop sign that was granted and delivered."""
    run = begun("outdoor-sign", "ordinary", steps=len(STORY.steps))
    follow(max(step.on or STORY.start for step in STORY.steps))
    return Certificate.objects.get(case=run.root)


def holder(row: Certificate) -> Actor:
    case = Case.objects.get(pk=row.case)
    acting = Actor("citizen", case.citizen_id)
    return acting.acting_for(row.organisation_id) if row.organisation_id else acting


def judged(row: Certificate, day: date) -> str:
    text = Certificate.objects.get(pk=row.pk).qr or ""
    return qr.judge(text, qr.trust_from(qr_keys.trust_file().read_text()), clock.on(day), day).state


def told(row: Certificate) -> list[tuple[str, str]]:
    """What the holder found in the inbox about changes: event and heading."""
    rows = Notice.objects.filter(
        case=row.case, event__in=("change-asked", "change-intended", "change-decided", "reissued")
    )
    return [(one.event, one.said["zh"]["title"].partition("：")[0]) for one in rows.order_by("id")]


def letters(row: Certificate) -> list[str]:
    return list(
        Letter.objects.filter(case=row.case, kind__startswith="change")
        .order_by("created_at")
        .values_list("kind", flat=True)
    )


def test_corrected_it_is_issued_anew_and_the_earlier_issue_is_superseded(held: Certificate) -> None:
    name, who = "holder", holder(held)
    with at(DAY, "public", who):
        for wrong in ({"uscc": "92990102MA8A00002Q"}, {"valid_to": "2030-01-01"}, {"no-such": "x"}):
            code = refused(changing.ask_change, held.id, actor=who, kind="correct", reason="写错了", corrected=wrong)
            assert code == "nothing-corrected", "whose it is and what was decided is not for a correction"
        code = refused(
            changing.ask_change, held.id, actor=who, kind="correct", reason="写错了", corrected={name: "长" * 500}
        )
        assert code == "wrong-entry"
        assert refused(changing.ask_change, held.id, actor=who, kind="correct", reason="写错了") == "nothing-corrected"
        change = changing.ask_change(
            held.id, actor=who, kind="correct", reason="写错了", corrected={name: "改正后的文字"}
        )
        assert refused(changing.ask_change, held.id, actor=who, kind="replace", reason="丢了") == "change-open"
    task = Task.objects.get(case=held.case, node="=change", is_open=True)
    assert task.department_id == held.authority_id
    with at(DAY, "office"):
        assert refused(changing.decide_change, change.id, actor=officer(REVIEWER), outcome="grant") == "not-yours"
        changing.decide_change(change.id, actor=officer(DECIDER), outcome="grant")
    follow(DAY)
    first, second = Certificate.objects.filter(number=held.number).order_by("issue")
    assert (first.status, second.status, second.issue, second.issued_on) == ("replaced", "in_force", 2, DAY)
    assert second.data == {**first.data, name: "改正后的文字", "code": second.data["code"]}
    assert second.data["code"] != first.data["code"] and second.valid_to == first.valid_to
    assert (judged(first, DAY), judged(second, DAY)) == ("replaced", "valid")
    with as_role("public"):
        found = standing(certificate=first.id)
    assert found is not None and (found.status, found.newer, found.newer_on) == ("replaced", 2, DAY)
    assert letters(held) == ["change-decision"]
    assert told(held) == [
        ("change-asked", "证照变动申请已收到"), ("change-decided", "证照变动已决定"), ("reissued", "新一期证照已制作"),
    ]  # fmt: skip
    case = Case.objects.get(pk=held.case)
    assert case.station == "close" and not Task.objects.filter(case=case, is_open=True).exists()


def test_lost_it_is_replaced_again_and_again(held: Certificate) -> None:
    last = held
    for issue in (2, 3):
        with at(DAY, "office"):
            change = changing.ask_change(
                last.id, actor=officer(REVIEWER), kind="replace", reason="持证人到窗口说明遗失"
            )
            changing.decide_change(change.id, actor=officer(DECIDER), outcome="grant")
        follow(DAY)
        last = Certificate.objects.get(number=held.number, issue=issue)
        assert last.status == "in_force" and last.data["code"] != held.data["code"]
    assert Certificate.objects.filter(number=held.number, status="replaced").count() == 2
    with at(DAY, "office"):
        code = refused(changing.ask_change, held.id, actor=officer(REVIEWER), kind="replace", reason="旧的也要")
    assert code == "not-in-force"


def test_revoked_only_after_the_holder_was_heard(held: Certificate) -> None:
    given: dict[str, Any] = {"kind": "revoke", "reason": "申请材料系伪造"}
    with at(DAY, "office"):
        assert (
            refused(changing.propose_end, held.id, actor=officer("feixinmin"), ground="fraud", **given) == "not-yours"
        )
        assert (
            refused(changing.propose_end, held.id, actor=officer(REVIEWER), ground="expired", **given)
            == "change-ground"
        )
        change = changing.propose_end(held.id, actor=officer(REVIEWER), ground="fraud", **given)
    assert change.answer_until == date(2026, 6, 8)
    follow(DAY)
    assert (letters(held), judged(held, DAY)) == (["change-notice"], "valid")
    decide = {"actor": officer(DECIDER), "outcome": "grant"}
    with at(change.answer_until, "office"):
        assert refused(changing.decide_change, change.id, reasons="查证属实", **decide) == "holder-unheard"
    who, later = holder(held), change.answer_until + timedelta(days=1)
    with at(later, "office"):
        assert refused(changing.decide_change, change.id, **decide) == "reasons-needed"
        changing.decide_change(change.id, reasons="查证属实", **decide)
        assert refused(changing.decide_change, change.id, reasons="查证属实", **decide) == "already-done"
    assert Certificate.objects.get(pk=held.pk).status == "revoked"
    follow(later)
    assert (judged(held, later), letters(held)) == ("revoked", ["change-notice", "change-decision"])
    assert [event for event, _ in told(held)] == ["change-intended", "change-decided"]
    day = show_date(change.answer_until, "zh")
    assert day in Notice.objects.get(case=held.case, event="change-intended").said["zh"]["text"]
    with at(later, "public", who):
        assert refused(changing.ask_change, held.id, actor=who, kind="replace", reason="丢了") == "not-in-force"
    with at(later, "office"):
        ended = changing.propose_end(
            held.id, actor=officer(REVIEWER), kind="deregister", ground="ended", reason="已撤销"
        )
        changing.decide_change(ended.id, reasons="依法注销", **decide)
    assert Certificate.objects.get(pk=held.pk).status == "deregistered"


def test_who_answered_need_not_be_waited_for_and_may_be_believed(held: Certificate) -> None:
    who = holder(held)
    with at(DAY, "office"):
        change = changing.propose_end(
            held.id, actor=officer(DECIDER), kind="forfeit", ground="offence", reason="涉嫌违法"
        )
    with at(DAY, "public", who):
        assert refused(changing.state_case, change.id, actor=who, text=" ") == "statement-empty"
        changing.state_case(change.id, actor=who, text="我们没有违法")
        assert refused(changing.state_case, change.id, actor=who, text="再说一次") == "not-asked"
    with at(DAY, "office"):
        decider = officer(DECIDER)
        assert refused(changing.decide_change, change.id, actor=decider, outcome="grant", reasons="是") == "four-eyes"
    CertificateChange.objects.filter(pk=change.pk).update(asked_by=officer(REVIEWER).id)
    with at(DAY, "office"):
        changing.decide_change(change.id, actor=officer(DECIDER), outcome="refuse", reasons="陈述属实，不予吊销")
    follow(DAY)
    row = Certificate.objects.get(pk=held.pk)
    assert row.status == "in_force" and judged(held, DAY) == "valid"
    kinds = (
        Act.objects.filter(case=held.case, kind__startswith="certificate.")
        .order_by("at", "id")
        .values_list("kind", flat=True)
    )
    assert list(kinds)[-3:] == ["certificate.change_proposed", "certificate.stated", "certificate.change_decided"]


def test_another_citizen_has_no_part_in_it(held: Certificate) -> None:
    case = Case.objects.get(pk=held.case)
    stranger = Actor("citizen", case.authority_id)
    with at(DAY, "office"):
        assert refused(changing.ask_change, held.id, actor=stranger, kind="replace", reason="我的") == "not-yours"


def test_no_process_ends_or_reissues_a_certificate_without_the_decision(held: Certificate) -> None:
    from django.db import DatabaseError, transaction

    def stopped(role: str, act: Any) -> bool:
        try:
            with as_role(role), transaction.atomic():
                act()
        except DatabaseError:
            return True
        return False

    rows = Certificate.objects.filter(pk=held.pk)
    for role in ("office", "worker", "sealer", "public"):
        assert stopped(role, lambda: rows.update(status="revoked")), role
        assert stopped(role, lambda: rows.update(status="replaced")), role
    assert stopped("office", lambda: rows.update(qr=None)) and stopped("worker", lambda: rows.update(claims=None))
    now = datetime.now(clock.now().tzinfo)
    given = {"case_id": held.case, "certificate": held, "kind": "revoke", "reason": "x", "asked_at": now,
             "by_holder": False, "asked_by": officer(REVIEWER).id}  # fmt: skip
    assert stopped("office", lambda: CertificateChange.objects.create(**given))
    assert stopped(
        "office", lambda: CertificateChange.objects.create(**{**given, "kind": "replace", "outcome": "grant"})
    )
    assert stopped(
        "public", lambda: CertificateChange.objects.create(**{**given, "kind": "replace", "by_holder": True})
    )
