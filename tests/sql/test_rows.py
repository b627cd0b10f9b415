"""Rows of cases exist for the public process only for whom they concern, whatever the query says."""

from uuid import UUID

import pytest

from tests.sql.sql import refusal, run
from tongban.cases.models import Case, Draft, DraftMaterial, RevisionMaterial
from tongban.kit import clock
from tongban.kit.ids import new_id

OF_A_CASE = ("cases_case", "cases_revision", "cases_clock", "cases_task", "records_material", "kit_act",
             "cases_revisionmaterial", "cases_submissionkey", "kit_storedfile", "cases_notice")  # fmt: skip
SAID = (
    "cases_revision",
    "cases_revisionmaterial",
    "records_material",
    "kit_storedfile",
    "records_letter",
    "cases_notice",
)
HIDDEN = "42501"  # a row that the policy does not let in

pytestmark = pytest.mark.django_db


def count(table: str, **viewer: UUID) -> int:
    """How many rows the public process sees."""
    return int(run("public", f"SELECT count(*) FROM {table}", **viewer)[0][0])


@pytest.mark.parametrize("table", OF_A_CASE)
def test_only_the_applicant_sees_the_case(case: Case, table: str) -> None:
    assert count(table) == 0
    assert count(table, viewer=new_id()) == 0
    assert count(table, organisation=new_id()) == 0
    assert count(table, viewer=case.citizen_id) > 0


def test_what_is_opened_by_code_is_how_this_case_and_its_children_stand(case: Case) -> None:
    family = 1 + Case.objects.filter(parent=case).count()
    assert count("cases_case", case=case.id) == family > 1
    assert count("cases_clock", case=case.id) > 0
    assert count("cases_case", case=new_id()) == 0


@pytest.mark.parametrize("table", SAID)
def test_a_query_code_does_not_open_what_was_said_and_handed_in(case: Case, table: str) -> None:
    assert count(table, case=case.id) == 0


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cases_case SET station = 'decide'", "UPDATE cases_task SET is_open = false",
     "UPDATE cases_clock SET stopped_on = now()", "DELETE FROM cases_token"],
)  # fmt: skip
def test_a_query_code_changes_nothing(case: Case, statement: str) -> None:
    assert run("public", statement, case=case.id) == [(0,)]
    rate = (
        "INSERT INTO cases_rating (id, case_id, grade, labels, rated_at) VALUES (gen_random_uuid(), %s, 1, '{}', now())"
    )
    assert refusal("public", rate, [case.id], case=case.id) == HIDDEN


def test_a_case_is_filed_in_nobody_elses_name(case: Case) -> None:
    copy = """INSERT INTO cases_case SELECT (c2).* FROM (SELECT jsonb_populate_record(c, jsonb_build_object(
        'id', %s::text, 'case_no', 'other', 'parent_id', NULL, 'citizen_id', %s::text)) AS c2 FROM cases_case c
        WHERE id = %s) AS made"""
    other = new_id()
    assert refusal("public", copy, [new_id(), other, case.id], viewer=case.citizen_id) == HIDDEN
    handover = "UPDATE exchange_handover SET state = 'cancelled' WHERE \"case\" = ANY(SELECT id FROM cases_case)"
    assert run("public", handover, viewer=other) == [(0,)]


def test_a_draft_and_its_files_are_their_owners_alone(case: Case) -> None:
    material = RevisionMaterial.objects.filter(material__isnull=False).latest("id").material
    draft = Draft.objects.create(
        citizen_id=case.citizen_id, implementation_version_id=case.implementation_version_id, answers={},
        package_version_id=case.package_version_id, channel="web", updated_at=clock.now(), expires_at=clock.now(),
    )  # fmt: skip
    DraftMaterial.objects.create(draft=draft, slot="x", material=material)
    for table in ("cases_draft", "cases_draftmaterial"):
        assert count(table) == count(table, viewer=new_id()) == count(table, case=case.id) == 0
        assert count(table, viewer=case.citizen_id) == 1
    add = "INSERT INTO cases_draftmaterial (id, draft_id, slot, material_id) VALUES (gen_random_uuid(), %s, 'x', %s)"
    assert refusal("public", add, [draft.id, material.id], viewer=new_id()) == HIDDEN
    assert run("public", "DELETE FROM cases_draftmaterial", viewer=new_id()) == [(0,)]
    Draft.objects.filter(pk=draft.pk).update(officer=new_id())  # the desk's, not yet the person's
    assert count("cases_draft", viewer=case.citizen_id) == 0


def test_a_submission_key_is_used_in_nobody_elses_name(case: Case) -> None:
    add = (
        "INSERT INTO cases_submissionkey (id, owner, key, content_hash, created_at)"
        " VALUES (gen_random_uuid(), %s, 'k', '', now())"
    )
    assert refusal("public", add, [case.citizen_id], viewer=new_id()) == HIDDEN
    assert refusal("public", add, [case.citizen_id], client=case.citizen_id) == ""  # a machine client's own
    assert run("public", "UPDATE cases_submissionkey SET case_id = NULL", viewer=new_id()) == [(0,)]


def test_nobody_changes_the_case_of_another(case: Case) -> None:
    assert run("public", "UPDATE cases_case SET station = 'decide'", viewer=new_id()) == [(0,)]
    opened = "UPDATE cases_case SET version = version + 1 WHERE id = %s"
    assert run("public", opened, [case.id], viewer=case.citizen_id) == [(1,)]
    stolen = "UPDATE cases_case SET citizen_id = %s WHERE id = %s"
    assert refusal("public", stolen, [new_id(), case.id], viewer=case.citizen_id) == HIDDEN


def test_nobody_adds_to_the_case_of_another(case: Case) -> None:
    add = (
        "INSERT INTO cases_rating (id, case_id, grade, labels, rated_at) VALUES (gen_random_uuid(), %s, 1, '{}', now())"
    )
    assert refusal("public", add, [case.id], viewer=case.citizen_id) == HIDDEN, "nothing is rated before its end"
    Case.objects.filter(pk=case.id).update(station="close", outcome="granted", closed_at=clock.now())
    assert refusal("public", add, [case.id], viewer=new_id()) == HIDDEN
    assert refusal("public", add, [case.id], viewer=case.citizen_id) == ""


def test_a_bad_setting_shows_nothing(case: Case) -> None:
    assert refusal("public", "SELECT count(*) FROM cases_case", viewer="x' OR true --") == "22P02"
    assert count("cases_case") == 0


def test_look_up_by_number_and_code_tells_the_id_and_nothing_else(case: Case) -> None:
    code = bytes(case.query_code_index)
    assert run("public", "SELECT cases_find(%s, %s)", [case.case_no, code]) == [(case.id,)]
    assert run("public", "SELECT cases_find(%s, %s)", [case.case_no, b"x"]) == [(None,)]
    assert run("public", "SELECT cases_find(%s, %s)", ["%", code]) == [(None,)]
    assert refusal("sealer", "SELECT cases_find('1', '')") == HIDDEN


def test_the_office_sees_every_case(case: Case) -> None:
    assert run("office", "SELECT count(*) FROM cases_case")[0][0] == Case.objects.count()
