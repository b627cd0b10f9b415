"""What the processes behind the sites cannot do to each other's work even if they run code that is not ours."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.guards.running import undrawn
from tests.roles import as_role
from tests.sql.sql import refusal, run
from tests.stories.people import PACKAGES, people_of
from tongban.cases.models import Case, Clock, Decision, Delivery, Rating, Revision
from tongban.directory.models import Department, Mandate, Officer, Organisation
from tongban.exchange.models import Seal, SealRequest
from tongban.kit import clock, files, ledger
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ids import new_id
from tongban.kit.models import Installation, StoredFile
from tongban.records.models import Certificate, Letter
from world.running import StoryRun

DENIED = "42501"
pytestmark = pytest.mark.django_db


@pytest.fixture
def sign(city: object) -> Case:
    """A shop sign just handed in."""
    story = PACKAGES["outdoor-sign"].stories["ordinary"]
    begun = StoryRun(PACKAGES["outdoor-sign"], story, people_of(story))
    with undrawn():
        begun.begin()
    return Case.objects.get(pk=begun.root)


@pytest.fixture
def real_time() -> None:
    """The clocks of the sites are those of the database, as in every city that serves people."""
    Installation.objects.update(clock_moves=False)


def stopped(role: str, act: Callable[[], Any]) -> str:
    """The SQLSTATE that stops an act of a process; "" when nothing does."""
    try:
        with as_role(role), transaction.atomic():
            act()
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "?"))
    return ""


def pdf(text: bytes = b"paper") -> StoredFile:
    return files.store(b"%PDF-1.7 " + text, media_type="application/pdf")


def granted(case: Case, at: datetime | None = None) -> Decision:
    decider = Officer.objects.get(login="xiahoudong")
    return Decision.objects.create(
        case=case, outcome="grant", reasons="", revision_id=case.current_id, officer=decider.id,
        decided_at=at or clock.now(),
    )  # fmt: skip


def test_a_decision_is_dated_when_it_is_made(sign: Case, real_time: None) -> None:
    Case.objects.filter(pk=sign.id).update(station="decide")
    assert stopped("office", lambda: granted(sign, clock.now() - timedelta(days=9))) == DENIED
    assert stopped("office", lambda: granted(sign)) == ""


def certificate(case: Case, **other: Any) -> Certificate:
    given = {"authority_id": case.authority_id, "package_version_id": case.package_version_id, "status": "producing"}
    return Certificate.objects.create(
        type_code="x", number=str(new_id()), code_index=b"", citizen_id=case.citizen_id, case=case.id, data={},
        organisation_id=case.organisation_id, issued_on=clock.today(), file=pdf(), created_at=clock.now(),
        **{**given, **other},
    )  # fmt: skip


def letter(case: Case, **other: Any) -> Letter:
    given = {"kind": "acceptance", "about": case.id, "department_id": case.authority_id}
    return Letter.objects.create(
        number=str(new_id()), case=case.id, data={}, file=pdf(), created_at=clock.now(), **{**given, **other}
    )


def seal_of(department: Any) -> Seal:
    return Seal.objects.only("id").get(department=department)


def ask(row: Any, what: str, department: Any) -> SealRequest:
    return SealRequest.objects.create(
        seal=seal_of(department), what=what, what_id=row.id, case=row.case, file_id=row.file_id, asked_at=clock.now()
    )


def other_authority(case: Case) -> Department:
    sealing = Seal.objects.exclude(department__in=(case.authority_id, case.accepting_body_id)).only("department_id")
    return Department.objects.get(pk=sealing.order_by("id")[0].department_id)


@pytest.mark.parametrize("role", ["office", "worker"])
@pytest.mark.parametrize(
    "what", ["citizen_id", "organisation_id", "authority_id", "accepting_body_id", "package_version_id", "submitted_at",
             "case_no", "parent_id"],
)  # fmt: skip
def test_a_case_keeps_whose_and_what_it_is(sign: Case, role: str, what: str) -> None:
    others = {"authority_id": other_authority(sign).id, "accepting_body_id": other_authority(sign).id, "case_no": "'x'",
              "submitted_at": "now() - interval '9 days'", "parent_id": sign.id}  # fmt: skip
    value = others.get(what, "NULL" if what == "organisation_id" else new_id())
    shown = value if str(value).startswith(("'", "now", "NULL")) else f"'{value}'"
    assert refusal(role, f"UPDATE cases_case SET {what} = {shown} WHERE id = %s", [sign.id]) == DENIED


def test_an_organisation_enters_a_case_by_the_grant_that_made_it(sign: Case) -> None:
    firm = sign.organisation_id
    Case.objects.filter(pk=sign.id).update(organisation=None)
    change = "UPDATE cases_case SET organisation_id = %s WHERE id = %s"
    assert refusal("worker", change, [firm, sign.id]) == DENIED
    granted(sign)
    stranger = Organisation.objects.exclude(pk=firm).exclude(mandates__citizen=sign.citizen_id).order_by("uscc")[0]
    assert refusal("worker", change, [stranger.id, sign.id]) == DENIED, "whom the applicant does not represent"
    assert refusal("worker", change, [firm, sign.id]) == ""


def test_a_certificate_is_of_the_matter_and_authority_of_its_case(sign: Case) -> None:
    granted(sign)
    assert stopped("worker", lambda: certificate(sign, authority_id=other_authority(sign).id)) == DENIED
    assert stopped("worker", lambda: certificate(sign, status="in_force")) == DENIED
    assert stopped("worker", lambda: certificate(sign, sealed=pdf())) == DENIED
    assert stopped("worker", lambda: certificate(sign)) == ""


def test_a_paper_bears_the_seal_of_whom_it_speaks_for(sign: Case) -> None:
    granted(sign)
    made, told = certificate(sign), letter(sign)
    other = other_authority(sign)
    assert stopped("worker", lambda: ask(made, "certificate", other)) == DENIED
    assert stopped("worker", lambda: ask(told, "letter", other)) == DENIED
    assert stopped("worker", lambda: ask(made, "certificate", sign.authority)) == ""
    assert stopped("worker", lambda: ask(told, "letter", sign.authority)) == ""


def test_a_paper_gets_its_sealed_file_once_and_from_the_sealer(sign: Case) -> None:
    granted(sign)
    made = certificate(sign)
    forged, sealed = pdf(b"forged"), pdf(b"sealed")
    rows = Certificate.objects.filter(pk=made.pk)
    assert stopped("worker", lambda: rows.update(sealed=forged)) == DENIED
    assert stopped("worker", lambda: rows.update(status="in_force")) == DENIED
    request = ask(made, "certificate", sign.authority)
    assert stopped("worker", lambda: rows.update(sealed=sealed, status="in_force")) == DENIED
    done = SealRequest.objects.filter(pk=request.pk)
    assert stopped("worker", lambda: done.update(state="done", sealed=forged)) == DENIED
    assert stopped("sealer", lambda: done.update(state="done", sealed=sealed)) == ""
    assert stopped("worker", lambda: rows.update(sealed=forged, status="in_force")) == DENIED
    assert stopped("worker", lambda: rows.update(sealed=sealed, status="in_force")) == ""
    assert stopped("worker", lambda: rows.update(sealed=forged)) == DENIED
    assert stopped("worker", lambda: rows.update(status="producing")) == DENIED


def test_a_letter_speaks_for_the_body_and_of_the_decision_there_is(sign: Case) -> None:
    assert stopped("worker", lambda: letter(sign, department_id=other_authority(sign).id)) == DENIED
    assert stopped("worker", lambda: letter(sign, kind="decision-grant")) == DENIED
    decision = granted(sign)
    assert stopped("worker", lambda: letter(sign, kind="decision-refuse", about=decision.id)) == DENIED
    assert stopped("worker", lambda: letter(sign, kind="decision-grant", about=decision.id)) == ""


def test_the_worker_gives_nobody_a_right(sign: Case) -> None:
    def mandate() -> None:
        Mandate.objects.create(
            citizen_id=sign.citizen_id, organisation=Organisation.objects.order_by("uscc")[0], is_representative=True,
            packages=["*"], valid_from=clock.today(),
        )  # fmt: skip

    assert stopped("worker", mandate) == DENIED
    assert refusal("worker", "UPDATE directory_mandate SET revoked_at = NULL") == DENIED
    assert refusal("worker", "UPDATE directory_organisation SET name = 'x'") == DENIED


# the legal path of a case

NOW = "clock_timestamp()"


@pytest.mark.parametrize("role", ["office", "worker"])
def test_a_case_goes_its_legal_way(sign: Case, real_time: None, role: str) -> None:
    def change(what: str) -> str:
        return refusal(role, f"UPDATE cases_case SET {what} WHERE id = %s", [sign.id])

    end = f"station = 'close', reason = '', closed_at = {NOW}, outcome = "
    for what in ("accepted_on = '2020-01-01', station = 'work'", "accepted_on = current_date", "filed_on = '2020-01-01'",
                 f"decided_at = {NOW}", "station = 'work'", "station = 'decide'", "station = 'issue'", "station = 'deliver'",
                 "deemed = true", "version = version - 1", end + "'granted'", end + "'refused'", end + "'partly_granted'",
                 (end + "'withdrawn'").replace(NOW, "now() - interval '9 days'")):  # fmt: skip
        assert change(what) == DENIED, what
    assert change("reason = 'prereviewed'") == ""
    today = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
    assert change(f"station = 'work', accepted_on = {today}") == ""
    assert change("accepted_on = accepted_on - 1") == DENIED
    assert change("station = 'decide'") == ""
    assert change(end + "'not_accepted'") == DENIED, "it was accepted"
    granted(sign)
    assert change(f"station = 'issue', decided_at = {NOW}") == DENIED, "the day of its decision"
    issue = "UPDATE cases_case SET station = 'issue', decided_at = d.decided_at FROM cases_decision d WHERE d.case_id = %s AND cases_case.id = d.case_id"
    assert refusal(role, issue, [sign.id]) == ""
    assert change(f"decided_at = {NOW}") == DENIED
    assert change("station = 'decide'") == DENIED
    assert change("station = 'deliver'") == ""
    assert change(end + "'granted'") == DENIED, "nothing was delivered"
    Delivery.objects.create(case=sign, mode="counter", proof="x", delivered_at=clock.now())
    assert change(end + "'refused'") == DENIED
    assert change(end + "'withdrawn'") == DENIED
    assert change(end + "'granted'") == ""
    for what in ("outcome = 'refused'", "station = 'decide', outcome = '', closed_at = NULL", "accepted_on = NULL",
                 "closed_at = closed_at - interval '1 day'", "filed_on = NULL", "reason = 'x'"):  # fmt: skip
        assert change(what) == DENIED, what
    assert change("version = version + 1") == ""


def test_no_case_begins_decided(sign: Case, real_time: None) -> None:
    made = """INSERT INTO cases_case SELECT (made).* FROM (SELECT jsonb_populate_record(c, jsonb_build_object('id', %s::text,
        'case_no', %s::text) || %s::jsonb) AS made FROM cases_case c WHERE id = %s) AS x"""
    for more, stops in (({}, ""), ({"station": "decide"}, DENIED), ({"accepted_on": "2020-01-01"}, DENIED),
                        ({"filed_on": "2020-01-01"}, DENIED)):  # fmt: skip
        new = [new_id(), str(new_id())[:40], json.dumps(more), sign.id]
        assert refusal("office", made, new) == stops, more
    assert refusal("worker", made, [new_id(), "w", "{}", sign.id]) == DENIED


def moved(role: str, statement: str, fact: str = "", actor: Any = None, **body: Any) -> str:
    """What stops a change of the receipt clock with this fact, at the statement or at commit."""

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            if fact:
                ledger.act(fact, actor=actor, case=Clock.objects.get(kind="receipt", stopped_on=None).case_id, **body)
            cursor.execute("SET CONSTRAINTS cases_clock_moved, cases_clock_started IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return stopped(role, act)


def test_a_clock_moves_by_the_act_that_may(sign: Case, real_time: None) -> None:
    Clock.objects.exclude(case=sign).delete()
    officer = Actor(kind="officer", id=Officer.objects.get(login="xiahoudong").id)
    later = "UPDATE cases_clock SET due_on = due_on + 9"
    for role in ("office", "worker"):
        assert moved(role, later) == DENIED
        for what in ("stopped_on = '2020-01-01'", "n = 99", "started_on = started_on + 1", "kind = 'promised'"):
            assert moved(role, f"UPDATE cases_clock SET {what}") == DENIED, what
    assert moved("office", later, "case.suspended", officer) == DENIED, "there is no special procedure"
    assert moved("office", later, "clock.moved", SYSTEM) == DENIED, "the office does not speak as the system"
    assert moved("worker", later, "case.extended", officer, n=9) == DENIED, "the worker extends nothing"
    ledger.act("calendar.loaded", actor=SYSTEM)
    assert moved("worker", later, "clock.moved", SYSTEM) == "", "by a new calendar"
    assert stopped("worker", lambda: ledger.act("clocks.recomputed", actor=SYSTEM)) == ""
    assert moved("worker", later, "clock.moved", SYSTEM) == DENIED, "which was followed"
    assert moved("office", later + ", extension_n = 9", "case.extended", officer, n=3) == DENIED
    assert moved("office", later + ", extension_n = 9", "case.extended", officer, n=9) == ""
    assert moved("office", "UPDATE cases_clock SET extension_n = 12", "case.extended", officer, n=12) == DENIED, "once"
    assert moved("office", "UPDATE cases_clock SET stopped_on = (now() AT TIME ZONE 'Asia/Shanghai')::date") == ""
    assert moved("office", "UPDATE cases_clock SET stopped_on = NULL") == DENIED
    again = {"id": str(new_id()), "stopped_on": None, "extension_n": 0, "kind": "statutory"}
    begin = "INSERT INTO cases_clock SELECT (jsonb_populate_record(c, '{}'::jsonb)).* FROM cases_clock c"
    assert moved("office", begin.format(json.dumps(again))) == DENIED, "no acceptance it counts from"


def test_the_worker_stores_a_file_for_the_paper_it_is(sign: Case) -> None:
    def stored(act: Callable[[], Any]) -> str:
        def act_then_commit() -> None:
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS cases_filed IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")

        return stopped("worker", act_then_commit)

    assert stored(pdf) == DENIED
    assert stored(lambda: letter(sign)) == ""


@pytest.mark.parametrize("table", ["kit_act", "kit_storedfile"])
def test_what_others_write_meanwhile_is_not_seen(sign: Case, table: str) -> None:
    row = {"kit_act": {"kind": "x", "at": "2026-01-01T00:00:00Z", "actor_kind": "system", "channel": "web", "purpose": "", "body": {}},
           "kit_storedfile": {"sha256": "\\x00", "size": 1, "media_type": "x/y"}}[table]  # fmt: skip
    when = "recorded_at" if table == "kit_act" else "created_at"
    own, other = new_id(), new_id()
    with connection.cursor() as cursor:
        for made, txid in ((own, "pg_current_xact_id()"), (other, "'7'::xid8")):
            cursor.execute(
                f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s::jsonb || jsonb_build_object('id', %s::text,"
                f" '{when}', clock_timestamp(), 'txid', ({txid})::text))).*",
                [json.dumps(row), made],
            )
    seen = run("public", f"SELECT id FROM {table} WHERE id = ANY(%s)", [[own, other]], viewer=new_id())
    assert seen == [(own,)]


# facts

TELL = """INSERT INTO {} (id, at, recorded_at, kind, actor_kind, actor, post, channel, purpose, body) VALUES
    (gen_random_uuid(), clock_timestamp() + %s, clock_timestamp() - interval '9 days', 'x', %s, %s, %s, 'web', '', '{{}}')"""


@pytest.mark.parametrize("table", ["kit_act", "kit_access"])
def test_a_fact_is_told_when_it_happens_by_who_did_it(sign: Case, real_time: None, table: str) -> None:
    officer = Officer.objects.get(login="xiahoudong")
    post = officer.appointments.values_list("post", flat=True)[0]
    other = Officer.objects.get(login="feixinmin").appointments.values_list("post", flat=True)[0]

    def tell(role: str, kind: str, actor: Any = None, held: Any = None, at: timedelta = timedelta()) -> str:
        return refusal(role, TELL.format(table), [at, kind, actor, held])

    assert tell("office", "officer", officer.id, post) == ""
    assert tell("office", "officer", officer.id, other) == DENIED
    assert tell("office", "officer", new_id()) == DENIED
    assert tell("office", "officer", officer.id, post, -timedelta(days=9)) == DENIED
    for role in ("worker", "sealer"):
        assert tell(role, "system") == (DENIED if (role, table) == ("sealer", "kit_access") else "")
        assert tell(role, "officer", officer.id, post) == DENIED
        assert tell(role, "citizen", sign.citizen_id) == DENIED
        assert tell(role, "system", at=-timedelta(days=9)) == DENIED
    assert tell("office", "system") == DENIED


# the public site


def as_applicant(case: Case, statement: str, *arguments: Any) -> str:
    return refusal("public", statement, list(arguments), viewer=case.citizen_id, organisation=case.organisation_id)


REVISION = """INSERT INTO cases_revision SELECT (made).* FROM (SELECT jsonb_populate_record(r, jsonb_build_object(
    'id', %s::text, 'number', 99, 'made_at', clock_timestamp() + %s)) AS made
    FROM cases_revision r WHERE case_id = %s) AS x"""


def test_nothing_is_added_to_a_case_that_waits_for_nothing(sign: Case, real_time: None) -> None:
    made = new_id()
    now = timedelta()
    assert as_applicant(sign, REVISION, made, now, sign.id) == "", "as long as nobody has touched it"
    Case.objects.filter(pk=sign.id).update(version=1)
    assert as_applicant(sign, REVISION, new_id(), now, sign.id) == DENIED
    Case.objects.filter(pk=sign.id).update(version=0, station="close", outcome="refused", closed_at=clock.now())
    assert as_applicant(sign, REVISION, new_id(), now, sign.id) == DENIED
    Case.objects.filter(pk=sign.id).update(station="submit", outcome="", closed_at=None)
    assert as_applicant(sign, REVISION, new_id(), -timedelta(days=9), sign.id) == DENIED


PAPER = """INSERT INTO cases_revisionmaterial (id, revision_id, slot, material_id)
    SELECT gen_random_uuid(), revision_id, 'late', material_id FROM cases_revisionmaterial WHERE revision_id = %s LIMIT 1"""


def test_no_paper_is_slipped_into_what_was_handed_in(sign: Case, real_time: None) -> None:
    revision = sign.current_id
    Revision.objects.filter(pk=revision).update(made_at=clock.now())
    assert as_applicant(sign, PAPER, revision) == "", "as long as nobody has touched it"
    Revision.objects.filter(pk=revision).update(made_at=clock.now() - timedelta(days=9))
    assert as_applicant(sign, PAPER, revision) == DENIED
    Revision.objects.filter(pk=revision).update(made_at=clock.now())
    Case.objects.filter(pk=sign.id).update(version=1)
    assert as_applicant(sign, PAPER, revision) == DENIED


def test_only_what_has_ended_is_rated(sign: Case, real_time: None) -> None:
    rate = """INSERT INTO cases_rating (id, case_id, grade, labels, rated_at)
        VALUES (gen_random_uuid(), %s, 1, '{}', clock_timestamp() + %s)"""
    assert as_applicant(sign, rate, sign.id, timedelta()) == DENIED
    Case.objects.filter(pk=sign.id).update(station="close", outcome="granted", closed_at=clock.now())
    assert as_applicant(sign, rate, sign.id, timedelta(days=9)) == DENIED
    assert as_applicant(sign, rate, sign.id, timedelta()) == ""
    assert not Rating.objects.filter(grade__gt=1).exists()


def test_an_ended_mandate_stays_ended(sign: Case, real_time: None) -> None:
    change = "UPDATE directory_mandate SET revoked_at = {} WHERE citizen_id = %s"
    assert as_applicant(sign, change.format("clock_timestamp() - interval '9 days'"), sign.citizen_id) == DENIED
    assert as_applicant(sign, change.format("clock_timestamp()"), sign.citizen_id) == ""
    assert as_applicant(sign, change.format("NULL"), sign.citizen_id) == DENIED


def test_a_file_is_stored_when_it_is(sign: Case, real_time: None) -> None:
    row = {"sha256": "\\x00", "size": 1, "media_type": "x/y"}
    store = f"""INSERT INTO kit_storedfile SELECT (made).* FROM (SELECT jsonb_populate_record(NULL::kit_storedfile,
        '{json.dumps(row)}'::jsonb || jsonb_build_object('id', gen_random_uuid(), 'created_at', clock_timestamp() + %s)) AS made) AS x"""
    assert as_applicant(sign, store, timedelta(days=9)) == DENIED
    assert as_applicant(sign, store, -timedelta(days=9)) == DENIED
    assert as_applicant(sign, store, timedelta()) == ""
