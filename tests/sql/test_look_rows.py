"""谁看过我的信息: the public role reads its own subject's lines, by one function, and no officer's id."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sql.sql import refusal, run
from tongban.cases.models import Case
from tongban.directory.models import Appointment, Citizen, Organisation
from tongban.kit import clock, ledger
from tongban.kit.access import ANONYMOUS, Actor
from tongban.kit.ids import new_id

DENIED = "42501"
ASK = "SELECT * FROM cases_looks(NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100)"
MORNING = datetime(2026, 3, 2, 9, 10, tzinfo=clock.CITY_ZONE)

pytestmark = pytest.mark.django_db


def at(minutes: int, kind: str, actor: Actor, **more: Any) -> None:
    with clock.simulated(MORNING + timedelta(minutes=minutes)):
        ledger.access(kind, actor=actor, **more)


def officer(number: int) -> Actor:
    held = Appointment.objects.order_by("id")[number]
    return Actor(kind="officer", id=held.officer_id, post=held.post_id, department=held.post.department_id)


def shown(**viewer: Any) -> list[tuple[Any, ...]]:
    """How often, what, who and why of each line."""
    return [(row[3], row[4], row[5], row[10]) for row in run("public", ASK, **viewer)]


def test_the_table_itself_is_closed_to_the_public_role(case: Case) -> None:
    for column in ("*", "actor", "subject", "id", "body"):
        assert refusal("public", f"SELECT {column} FROM kit_access", viewer=case.citizen_id) == DENIED
    for role in ("worker", "sealer"):
        assert refusal(role, ASK) == DENIED
    assert run("office", ASK) == []  # where nobody is the viewer, no line is theirs


def test_each_sees_their_own_and_repeated_reads_are_one_line(case: Case) -> None:
    first, second = officer(0), officer(1)
    about = {"case": case.id, "subject": case.citizen_id}
    at(0, "case.read", first, **about)
    at(10, "case.personal_opened", first, purpose="核对身份", **about)
    at(20, "case.read", second, **about)
    at(55, "case.read", first, **about)  # the hour after
    at(60, "case.looked_up", ANONYMOUS, case=case.id)
    at(70, "ledger.read", second, **about)  # no reading of the case itself
    at(80, "citizen.searched", first, subject=new_id())  # somebody else
    lines = shown(viewer=case.citizen_id)
    assert lines == [
        (1, ["case.looked_up"], "anonymous", []),
        (1, ["case.read"], "officer", []),
        (1, ["case.read"], "officer", []),
        (2, ["case.personal_opened", "case.read"], "officer", ["核对身份"]),
    ]
    told = repr(run("public", ASK, viewer=case.citizen_id))
    assert str(first.department) in told and str(first.id) not in told and str(second.id) not in told
    assert shown() == shown(viewer=new_id()) == shown(case=case.id) == []
    assert shown(organisation=new_id(), viewer=case.citizen_id) == []  # acting for somebody: not one's own


def test_an_organisation_sees_what_was_read_of_its_cases(case: Case) -> None:
    firm = Organisation.objects.create(
        uscc="91990000000000001X", name="测试公司", kind="company", valid_from="2025-01-01"
    )
    boss = Citizen.objects.create(name="某人")
    at(0, "case.read", officer(0), case=case.id, subject=case.citizen_id)
    assert shown(viewer=boss.id, organisation=firm.id) == []
    Case.objects.filter(pk=case.pk).update(organisation=firm)
    assert shown(viewer=boss.id, organisation=firm.id) == [(1, ["case.read"], "officer", [])]
    assert shown(viewer=boss.id) == []
    assert shown(organisation=firm.id) == []  # nobody signed in


def test_what_the_same_officer_did_then_stands_beside_the_reading(case: Case) -> None:
    reader, other = officer(0), officer(1)
    about = {"case": case.id, "subject": case.citizen_id}
    at(0, "case.read", reader, **about)
    for minutes, actor, kind in ((5, reader, "case.accepted"), (6, other, "case.decided"), (90, reader, "case.closed")):
        with clock.simulated(MORNING + timedelta(minutes=minutes)):
            ledger.act(kind, actor=actor, **about)
    assert [row[12] for row in run("public", ASK, viewer=case.citizen_id)] == [["case.accepted"]]
