"""What a process cannot do even if it runs code that is not ours: forge a licence, a job, a fact, or another site's locks."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from tests.guards.running import undrawn
from tests.roles import as_role
from tests.sql.sql import as_owner, refusal, run
from tests.stories.people import PACKAGES, people_of
from tongban.cases.actions import issuing
from tongban.cases.models import Case, Decision
from tongban.directory.actions import attempts
from tongban.directory.models import Lockout, Officer
from tongban.exchange.seals import ask_seal
from tongban.kit import clock, files
from tongban.kit.ids import new_id
from tongban.kit.models import Installation
from tongban.records.models import Certificate
from world.running import StoryRun

DENIED = "42501"

pytestmark = pytest.mark.django_db


@pytest.fixture
def real_time() -> None:
    """The clocks of the sites are those of the database, as in every city that serves people."""
    Installation.objects.update(clock_moves=False)


def own(case: Case) -> dict[str, UUID | None]:
    """The viewer whose case it is."""
    return {"viewer": case.citizen_id}


def change(case: Case, what: str) -> str:
    """What stops the public site from changing the case so, in the name of its applicant."""
    return refusal(
        "public", f"UPDATE cases_case SET {what}, version = version + 1 WHERE id = %s", [case.id], **own(case)
    )


@pytest.mark.parametrize(
    "what",
    ["station = 'issue'", "station = 'deliver'", "station = 'decide'", "station = 'work'", "reason = 'correction'",
     "station = 'close', outcome = 'granted', closed_at = now()", "filed_on = '2020-01-01'", "current_id = NULL",
     "station = 'close', outcome = 'partly_granted', closed_at = now()", "ending_note = 'x'",
     "authority_id = accepting_body_id", "accepted_on = now()", "proposal = 'grant'", "deemed = true",
     "decided_at = now()", "by_commitment = true"],
)  # fmt: skip
def test_the_public_site_moves_no_case_where_only_officers_do(one: Case, what: str) -> None:
    assert change(one, what) == DENIED


def test_a_case_is_withdrawn_before_its_decision_and_not_after(one: Case) -> None:
    gone = "station = 'close', outcome = 'withdrawn', closed_at = clock_timestamp(), reason = ''"
    Case.objects.filter(pk=one.id).update(station="deliver")
    assert change(one, gone) == DENIED
    Case.objects.filter(pk=one.id).update(station="decide")
    assert change(one, gone.replace("withdrawn", "granted")) == DENIED
    assert change(one, gone) == ""


def test_a_bundle_does_not_end_before_its_matters(case: Case) -> None:
    assert change(case, "station = 'close', outcome = 'withdrawn', closed_at = now(), reason = ''") == DENIED


def test_an_ended_case_is_ended(one: Case) -> None:
    Case.objects.filter(pk=one.id).update(station="close", outcome="refused", closed_at=clock.now())
    assert change(one, "outcome = 'granted'") == DENIED
    assert change(one, "station = 'submit', outcome = '', closed_at = NULL") == DENIED
    assert refusal("public", "UPDATE cases_case SET version = 0 WHERE id = %s", [one.id], **own(one)) == DENIED


FILED = """INSERT INTO cases_case SELECT (made).* FROM (SELECT jsonb_populate_record(c, %s || jsonb_build_object(
    'id', gen_random_uuid(), 'case_no', 'other')) AS made FROM cases_case c WHERE id = %s) AS x"""


@pytest.mark.parametrize(
    "more",
    [{"station": "issue"}, {"station": "deliver"}, {"accepted_on": "2026-03-03"}, {"reason": "correction"},
     {"proposal": "grant"}, {"deemed": True}, {"filed_on": "2020-01-01"}, {"submitted_at": "2020-01-01T00:00:00Z"}],
)  # fmt: skip
def test_a_case_is_filed_at_its_first_station_and_today(one: Case, real_time: None, more: dict[str, Any]) -> None:
    today = {"submitted_at": clock.now().isoformat(), "filed_on": clock.today().isoformat()}
    assert refusal("public", FILED, [json.dumps(today), one.id], **own(one)) == ""
    assert refusal("public", FILED, [json.dumps(today | more), one.id], **own(one)) == DENIED


def test_no_matter_is_added_to_a_bundle_that_is_under_way(case: Case) -> None:
    more = {"parent_id": str(case.id), "child_code": "x"}
    Case.objects.filter(pk=case.id).update(version=1)
    assert refusal("public", FILED, [json.dumps(more), case.id], **own(case)) == DENIED


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cases_clock SET stopped_on = now()", "UPDATE cases_task SET is_open = false, closed_at = now()"],
)
def test_clocks_and_tasks_end_with_their_case_only(one: Case, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only with the case"), as_role("public"), transaction.atomic():
        tell(one)
        do(statement)
        do("SET CONSTRAINTS ends_with_case IMMEDIATE")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cases_clock SET due_on = '2030-01-01'", "UPDATE cases_task SET officers = '{}'",
     "UPDATE cases_task SET is_open = true", "UPDATE cases_pause SET result = 'x'",
     "UPDATE cases_correction SET told = '{}'"],
)  # fmt: skip
def test_what_officers_keep_stays_as_they_keep_it(one: Case, statement: str) -> None:
    assert refusal("public", statement, **own(one)) == DENIED


@pytest.mark.parametrize(("kind", "started", "due"), [("statutory", 0, 30), ("receipt", -30, 0), ("receipt", 0, 0)])
def test_only_the_days_for_receipt_begin_today(one: Case, real_time: None, kind: str, started: int, due: int) -> None:
    as_owner("DELETE FROM cases_clock")
    add = """INSERT INTO cases_clock (id, case_id, kind, started_on, n, unit, basis, extension_n, due_on, provisional)
        VALUES (gen_random_uuid(), %s, %s, %s, 5, 'workday', '', 0, %s, false)"""
    today = clock.today()
    days = [today + timedelta(days=one) for one in (started, due)]
    assert refusal("public", add, [one.id, kind, *days], **own(one)) == DENIED
    assert refusal("public", add, [one.id, "receipt", today, today + timedelta(days=7)], **own(one)) == ""


def test_no_task_but_the_desks_and_no_delivery_but_ones_own(one: Case) -> None:
    do("UPDATE cases_task SET is_open = false")
    add = """INSERT INTO cases_task (id, case_id, node, name_zh, name_en, department_id, role, officers_needed, officers,
        is_open, opened_at, sort_on) VALUES (gen_random_uuid(), %s, %s, '', '', %s, 'decider', 1, '{}', true, now(), now())"""
    assert refusal("public", add, [one.id, "=decide", one.authority_id], **own(one)) == DENIED
    assert refusal("public", add, [one.id, "=accept", one.authority_id], **own(one)) == ""
    hand = """INSERT INTO cases_delivery (id, case_id, mode, proof, delivered_at, officer)
        VALUES (gen_random_uuid(), %s, %s, '', now(), %s)"""
    assert refusal("public", hand, [one.id, "post", None], **own(one)) == DENIED
    assert refusal("public", hand, [one.id, "download", new_id()], **own(one)) == DENIED
    assert refusal("public", hand, [one.id, "download", None], **own(one)) == ""


# jobs


def queue(role: str, task: str, viewer: Any = "", extra: str = "", value: str = "", **arguments: Any) -> str:
    """What stops a role from queuing the job."""
    columns, values = (f", {extra}", f", {value}") if extra else ("", "")
    given = json.dumps({name: str(one) for name, one in arguments.items()})
    add = f"INSERT INTO procrastinate_jobs (task_name, args, queue_name{columns}) VALUES (%s, %s, 'default'{values})"
    return refusal(role, add, [task, given], viewer=viewer)


@pytest.mark.parametrize(
    "task",
    [
        "case.issue",
        "case.sealed",
        "case.service",
        "case.answered",
        "standin.answer",
        "cases.sweep",
        "no.such",
        "case.notice",
    ],
)
def test_the_public_site_queues_what_its_acts_lead_to(case: Case, task: str) -> None:
    assert queue("public", task, case.citizen_id, case=case.id) == DENIED


def test_the_public_site_asks_for_letters_of_its_own_acts(case: Case, real_time: None) -> None:
    letter: dict[str, Any] = {"case": case.id, "about": case.id}
    mine = case.citizen_id
    assert queue("public", "case.letter", mine, kind="receipt", **letter) == ""
    assert queue("public", "case.letter", mine, kind="receipt", on=clock.today(), **letter) == ""
    assert queue("public", "case.letter", mine, kind="receipt", on="2020-01-01", **letter) == DENIED
    assert queue("public", "case.letter", new_id(), kind="receipt", **letter) == DENIED
    assert queue("public", "case.letter", mine, kind="decision-grant", **letter) == DENIED
    assert queue("public", "case.letter", mine, kind="receipt", case=case.id, about=new_id()) == DENIED


@pytest.mark.parametrize(
    ("extra", "value"),
    [("lock", "'bundle:x'"), ("queueing_lock", "'cases.sweep'"), ("scheduled_at", "now()"), ("priority", "9"),
     ("status", "'doing'")],
)  # fmt: skip
def test_a_job_of_the_public_site_holds_up_no_other(case: Case, extra: str, value: str) -> None:
    letter: dict[str, Any] = {"case": case.id, "about": case.id, "kind": "receipt"}
    assert queue("public", "case.letter", case.citizen_id, extra, value, **letter) == DENIED
    news = f"'bundle:{case.id}'"
    assert queue("public", "bundle.news", case.citizen_id, "lock", news, parent=case.id) == ""
    assert queue("public", "bundle.news", new_id(), "lock", news, parent=case.id) == DENIED
    assert queue("public", "bundle.news", case.citizen_id, "lock", "'bundle:x'", parent=case.id) == DENIED
    assert queue("public", "case.desk", case.citizen_id, case=case.id, what="supplemented") == ""
    assert queue("public", "case.desk", new_id(), case=case.id, what="supplemented") == DENIED
    assert queue("public", "case.desk", case.citizen_id, case=case.id, what="red") == DENIED


def test_office_and_sealer_queue_what_is_theirs() -> None:
    letter = queue("office", "case.letter", case=new_id(), kind="acceptance", about=new_id(), on=clock.today())
    assert (
        letter
        == queue("office", "case.issue")
        == queue("sealer", "case.sealed")
        == queue("worker", "cases.sweep")
        == ""
    )
    assert (
        queue("office", "case.sealed")
        == queue("office", "standin.answer")
        == queue("office", "cases.sweep")
        == queue("sealer", "case.issue")
        == DENIED
    )
    assert refusal("office", "UPDATE procrastinate_jobs SET status = 'todo'") == DENIED


# certificates


@pytest.fixture
def one(city: Any) -> Case:
    """A case that is no bundle, just submitted."""
    package = PACKAGES["outdoor-sign"]
    story = package.stories["ordinary"]
    run_ = StoryRun(package, story, people_of(story))
    with undrawn():
        run_.begin()
    return Case.objects.get(pk=run_.root)


def stopped(role: str, act: Callable[[], Any]) -> str:
    """The SQLSTATE that stops an act of a process; "" when nothing does."""
    try:
        with as_role(role) if role else nullcontext(), transaction.atomic():
            act()
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "?"))
    return ""


def certificate_of(of: Case, **other: Any) -> Certificate:
    """Made past the acts."""
    given = {"citizen_id": of.citizen_id, "organisation_id": of.organisation_id, "case": of.id, **other}
    return Certificate.objects.create(
        type_code="x", number=str(new_id()), code_index=b"", package_version_id=of.package_version_id,
        authority_id=of.authority_id, data={}, issued_on=clock.today(), status="producing", created_at=clock.now(),
        file=files.store(b"%PDF-1.7 forged", media_type="application/pdf"), **given,
    )  # fmt: skip


def decide(case: Case, **other: Any) -> Decision:
    """Decided past the acts."""
    officer = Officer.objects.get(login="xiahoudong")
    given = {"outcome": "grant", "officer": officer.id, **other}
    return Decision.objects.create(
        case=case, reasons="", revision_id=case.current_id, decided_at=clock.now(), **given
    )  # fmt: skip


@pytest.mark.parametrize("role", ["public", "office", "worker", "sealer"])
def test_no_process_makes_a_certificate_that_no_officer_granted(one: Case, role: str) -> None:
    Case.objects.filter(pk=one.id).update(station="issue")
    assert stopped(role, lambda: certificate_of(one)) == DENIED
    made = certificate_of(one)  # the owner takes over an old register
    assert made.file is not None
    assert stopped(role, lambda: ask_seal(one.authority, "certificate", made.id, one.id, made.file)) == DENIED
    assert stopped(role, lambda: Certificate.objects.filter(pk=made.pk).update(case=new_id())) == DENIED


@pytest.mark.parametrize("other", [{"outcome": "refuse"}, {"officer": UUID(int=1)}])
def test_a_refusal_or_nobodys_decision_grants_nothing(one: Case, other: dict[str, Any]) -> None:
    decide(one, **other)
    assert stopped("worker", lambda: certificate_of(one)) == DENIED


def test_a_granted_certificate_is_its_applicants_and_its_files(one: Case) -> None:
    decide(one)
    assert stopped("worker", lambda: certificate_of(one, case=new_id())) == DENIED
    assert stopped("worker", lambda: certificate_of(one, citizen_id=None)) == DENIED
    assert stopped("worker", lambda: certificate_of(one)) == ""
    made = Certificate.objects.select_related("file").get(case=one.id)
    other = files.store(b"%PDF-1.7 other", media_type="application/pdf")
    assert made.file is not None
    assert stopped("worker", lambda: ask_seal(one.authority, "certificate", made.id, one.id, other)) == DENIED
    assert stopped("worker", lambda: ask_seal(one.authority, "certificate", new_id(), one.id, made.file)) == DENIED
    assert stopped("worker", lambda: ask_seal(one.authority, "certificate", made.id, one.id, made.file)) == ""


def test_the_worker_issues_what_was_granted(one: Case) -> None:
    decide(one)
    Case.objects.filter(pk=one.id).update(station="issue")
    with undrawn():
        assert stopped("worker", lambda: issuing.issue(one.id)) == ""
    assert Certificate.objects.get(case=one.id).status == "producing"


def test_only_an_officer_decides_and_only_where_it_is_decided(one: Case) -> None:
    Case.objects.filter(pk=one.id).update(station="decide")
    for role in ("public", "worker", "sealer"):
        assert stopped(role, lambda: decide(one)) == DENIED
    at_the_hall = Officer.objects.get(login="feixinmin")  # accepts for the authority, and holds no post there
    administrator = Officer.objects.exclude(administration="").first()
    assert administrator is not None
    for nobody in (new_id(), at_the_hall.id, administrator.id):
        assert stopped("office", lambda nobody=nobody: decide(one, officer=nobody)) == DENIED
    Case.objects.filter(pk=one.id).update(station="submit")
    assert stopped("office", lambda: decide(one)) == DENIED
    Case.objects.filter(pk=one.id).update(station="decide")
    assert stopped("office", lambda: decide(one)) == ""


# facts

FACT = """INSERT INTO {} (id, at, recorded_at, kind, actor_kind, actor, channel, purpose, body, "case") VALUES
    (gen_random_uuid(), clock_timestamp() + %s, clock_timestamp() + %s, %s, %s, %s, 'web', '', '{{}}', %s)"""
NOW = timedelta()


def tell_fact(table: str, case: Case, *, at: timedelta = NOW, recorded: timedelta = NOW, kind: str = "case.closed",
              by: str = "citizen", actor: UUID | None = None, viewer: UUID | None = None, of: UUID | None = None) -> str:  # fmt: skip
    """What stops the public site from telling the fact."""
    values = [at, recorded, kind, by, actor, of or case.id]
    return refusal("public", FACT.format(table), values, viewer=viewer or case.citizen_id)


@pytest.mark.parametrize("table", ["kit_act", "kit_access"])
def test_facts_of_a_case_are_its_applicants(case: Case, real_time: None, table: str) -> None:
    mine, long_ago, stranger = case.citizen_id, -timedelta(days=30), new_id()
    assert tell_fact(table, case, actor=mine) == ""
    assert tell_fact(table, case, by="system") == DENIED
    assert tell_fact(table, case, by="officer", actor=mine) == DENIED
    assert tell_fact(table, case, by="machine", actor=mine) == DENIED
    assert tell_fact(table, case, actor=mine, at=long_ago) == DENIED
    assert tell_fact(table, case, actor=mine, at=-long_ago) == DENIED
    assert (
        tell_fact(table, case, actor=mine, recorded=long_ago)
        == tell_fact(table, case, actor=mine, recorded=-long_ago)
        == ""
    )
    with connection.cursor() as cursor:  # whatever is said of it, when it was recorded is the database's word
        cursor.execute(
            f"SELECT max(recorded_at) <= clock_timestamp(), min(recorded_at) > now() - interval '1 day' FROM {table}"
        )
        assert cursor.fetchone() == (True, True)
    assert tell_fact(table, case, actor=stranger, viewer=stranger) == DENIED
    assert tell_fact(table, case, actor=mine, of=new_id()) == DENIED


@pytest.mark.parametrize("kind", ["case.decided", "case.accepted", "certificate.issued", "seal.used"])
def test_what_officers_and_machines_do_is_not_told_by_citizens(case: Case, kind: str) -> None:
    assert tell_fact("kit_act", case, actor=case.citizen_id, kind=kind) == DENIED


def test_no_process_sets_the_clock_free() -> None:
    for role in ("public", "office", "worker", "sealer"):
        assert refusal(role, "UPDATE kit_installation SET clock_moves = true") == DENIED


# locks and numbers


def test_each_site_counts_attempts_of_its_own(city: Any) -> None:
    key = attempts.key_of("office", "feixinmin")
    for _ in range(attempts.MAX_FAILURES):
        assert stopped("office", lambda: attempts.begin(key)) == ""
    assert run("public", "SELECT count(*) FROM directory_lockout") == [(0,)]
    assert run("public", "UPDATE directory_lockout SET failures = 0, locked_until = NULL") == [(0,)]
    assert refusal("public", "DELETE FROM directory_lockout") == DENIED
    with as_role("public"), transaction.atomic():
        attempts.begin(key)  # even the same key is another site's
        attempts.succeeded(key)
    with as_role("office"), transaction.atomic(), pytest.raises(attempts.Locked):
        attempts.begin(key)
    forged = (
        "INSERT INTO directory_lockout (key, failures, first_failed_at, site) VALUES ('x', 9, now(), 'tongban_office')"
    )
    assert refusal("public", forged) == DENIED
    assert run("worker", "DELETE FROM directory_lockout") == [(2,)]
    assert not Lockout.objects.exists()


def test_numbers_count_on_by_one(case: Case) -> None:
    assert run("public", "SELECT count(*) FROM records_numbersequence WHERE key LIKE 'letter:%%'") == [(0,)]
    assert refusal("public", "INSERT INTO records_numbersequence VALUES ('certificate:x', 1)") == DENIED
    for role in ("public", "worker"):
        assert refusal(role, "UPDATE records_numbersequence SET last = 0") == DENIED
        assert refusal(role, "INSERT INTO records_numbersequence VALUES ('case:x', 41)") == DENIED
        assert refusal(role, "UPDATE records_numbersequence SET last = last + 1") == ""


def tell(case: Case) -> None:
    """The applicant looks."""
    do("SELECT set_config('tongban.viewer', %s, false)", str(case.citizen_id))


def do(statement: str, *arguments: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(arguments) or None)


def test_the_public_site_reads_a_notice_and_writes_none(case: Case, real_time: None) -> None:
    read = "UPDATE cases_notice SET read_at = {}, read_by = {}"
    assert refusal("public", read.format("now()", f"'{new_id()}'"), **own(case)) == DENIED
    assert refusal("public", read.format("now() - interval '1 day'", f"'{case.citizen_id}'"), **own(case)) == DENIED
    assert run("public", read.format("now()", f"'{case.citizen_id}'"), viewer=new_id()) == [(0,)]
    assert run("public", read.format("now()", f"'{case.citizen_id}'"), **own(case))[0][0] > 0
    copy = "INSERT INTO cases_notice SELECT gen_random_uuid() AS id FROM cases_notice"
    assert refusal("public", copy, **own(case)) == DENIED


@pytest.mark.parametrize("what", ["'delivered', NULL", "'waiting', gen_random_uuid()"])
def test_the_public_site_claims_of_no_message_that_it_arrived(case: Case, what: str) -> None:
    made = f"""INSERT INTO exchange_outgoingmessage (id, channel, kind, language, recipient, recipient_index, masked, text,
        reason, attempts, gateway, receipt, created_at, state, notice) VALUES (gen_random_uuid(), 'sms', 'x', 'zh', '', '',
        '', '', '', 0, '', '', now(), {what})"""
    assert refusal("public", made, **own(case)) == DENIED
    assert refusal("public", made.replace(what, "'waiting', NULL"), **own(case)) == ""
