"""What the processes behind the sites cannot do to each other's work even if they run code that is not ours."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.guards.running import undrawn
from tests.roles import as_role
from tests.sql.sql import refusal
from tests.stories.people import PACKAGES, people_of
from tongban.cases.models import Case, Decision, Rating, Revision
from tongban.directory.models import Department, Mandate, Officer, Organisation
from tongban.exchange.models import Seal, SealRequest
from tongban.kit import clock, files
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
    run = StoryRun(PACKAGES["outdoor-sign"], story, people_of(story))
    with undrawn():
        run.begin()
    return Case.objects.get(pk=run.root)


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
