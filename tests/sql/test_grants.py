"""What each process may touch. The list of the public process is the seam of the design: it is short, and it is here."""

import pytest
from django.db import connection

from tests.roles import ROLES
from tests.sql.sql import as_owner, refusal, run
from tongban.kit import clock, ledger
from tongban.kit.access import SYSTEM

DENIED = "42501"
PUBLIC = {
    "SELECT": """account_emailaddress cases_decision cases_defect catalog_catalogueentry catalog_implementation
        catalog_implementationversion catalog_package catalog_packagefile catalog_packageversion catalog_searchphrase
        directory_appointment directory_calendarday directory_department directory_machineclient directory_organisation
        directory_post directory_region directory_substitution django_site kit_installation kit_vaultkey
        records_certificate records_letter""",
    "INSERT SELECT": """cases_delivery cases_rating cases_revision cases_revisionmaterial exchange_outgoingmessage
        kit_access kit_act kit_storedfile procrastinate_events procrastinate_jobs records_material""",
    "SELECT UPDATE": "cases_correction cases_pause exchange_handover",
    "INSERT SELECT UPDATE": """cases_case cases_clock cases_submissionkey cases_task directory_citizen
        directory_invitation directory_mandate records_numbersequence socialaccount_socialaccount""",
    "DELETE SELECT": "cases_timer cases_token",
    "DELETE INSERT SELECT": "directory_accesstoken",
    "DELETE INSERT SELECT UPDATE": """cases_draft cases_draftmaterial cases_querythrottle directory_lockout
        directory_public_session""",
}
SEALER = {
    "SELECT": """directory_appointment directory_calendarday directory_department directory_post directory_region
        directory_substitution exchange_seal kit_installation kit_vaultkey records_certificate records_letter""",
    "INSERT SELECT": "kit_act kit_storedfile procrastinate_events procrastinate_jobs",
    "SELECT UPDATE": "exchange_sealrequest",
}
COLUMNS_OF_PUBLIC = {("exchange_seal", "id"), ("exchange_seal", "root_pem")}

pytestmark = pytest.mark.django_db


def granted(role: str) -> dict[str, str]:
    """Table and its privileges, in the order of the alphabet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
            " FROM information_schema.role_table_grants WHERE grantee = %s AND table_schema = 'public' GROUP BY 1",
            [f"tongban_{role}"],
        )
        return dict(cursor.fetchall())


def listed(table: dict[str, str]) -> dict[str, str]:
    return {name: privileges for privileges, names in table.items() for name in names.split()}


def test_what_public_may_touch() -> None:
    assert granted("public") == listed(PUBLIC)


def test_single_columns_of_public() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.column_privileges p WHERE grantee = 'tongban_public'"
            " AND NOT EXISTS (SELECT 1 FROM information_schema.role_table_grants g WHERE g.grantee = p.grantee"
            " AND g.table_name = p.table_name AND g.privilege_type = p.privilege_type)"
        )
        assert set(cursor.fetchall()) == COLUMNS_OF_PUBLIC


def test_what_the_sealer_may_touch() -> None:
    assert granted("sealer") == listed(SEALER)


def test_roles_are_nobody_special() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
            " OR has_schema_privilege(rolname, 'public', 'CREATE') FROM pg_roles WHERE rolname = ANY(%s)",
            [[f"tongban_{role}" for role in ROLES]],
        )
        assert dict(cursor.fetchall()) == {f"tongban_{role}": False for role in ROLES}
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [("tongban_owner",)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", ["kit_act", "kit_access"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_facts_are_never_changed(role: str, table: str, statement: str) -> None:
    assert refusal(role, statement.format(table)) == DENIED


@pytest.mark.parametrize(
    "statement",
    ["UPDATE kit_act SET kind = 'x'", "DELETE FROM kit_act", "TRUNCATE kit_act", "UPDATE kit_access SET kind = 'x'"],
)
def test_not_even_by_the_owner(statement: str) -> None:
    from django.db import transaction

    with transaction.atomic():
        ledger.act("test.done", actor=SYSTEM)
        ledger.access("test.seen", actor=SYSTEM)
    assert as_owner(statement) == DENIED


@pytest.mark.parametrize("role", ["public", "office", "worker"])
def test_facts_are_added(role: str) -> None:
    columns = "(id, at, kind, actor_kind, channel, purpose, body)"
    for table in ("kit_act", "kit_access"):
        values = [clock.now(), "test.done"]
        statement = f"INSERT INTO {table} {columns} VALUES (gen_random_uuid(), %s, %s, 'system', 'test', '', '{{}}')"
        assert run(role, statement, values) == [(1,)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT password FROM directory_officer", "SELECT totp_seed FROM directory_officer",
        "SELECT name FROM directory_officer", "SELECT secret_hash FROM directory_onetimelink",
        "SELECT record FROM cases_opinion", "SELECT key_pem FROM exchange_seal", "SELECT * FROM exchange_seal",
        "SELECT key_pem FROM exchange_sealroot", "SELECT id FROM exchange_sealrequest",
        "SELECT session_data FROM directory_office_session", "SELECT id FROM exchange_standinfile",
    ],
)  # fmt: skip
def test_public_never_reads_what_is_the_offices(query: str) -> None:
    assert refusal("public", query) == DENIED


@pytest.mark.parametrize("role", ["worker", "sealer"])
def test_no_job_reads_sign_in_secrets_of_the_public(role: str) -> None:
    assert refusal("sealer", "SELECT password FROM directory_citizen") == DENIED
    assert refusal(role, "SELECT secret_hash FROM directory_machineclient") == DENIED


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT answers FROM cases_revision", "SELECT id FROM cases_case", "SELECT name FROM directory_citizen",
        "UPDATE records_certificate SET status = 'revoked'", "UPDATE exchange_seal SET is_test = false",
        "INSERT INTO exchange_sealrequest (id) VALUES (gen_random_uuid())", "DELETE FROM exchange_sealrequest",
    ],
)  # fmt: skip
def test_sealer_does_nothing_but_seal(statement: str) -> None:
    assert refusal("sealer", statement) == DENIED


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE x (y int)", "ALTER TABLE kit_act DISABLE TRIGGER USER", "DROP POLICY public_rows ON cases_case",
     "UPDATE cases_revision SET number = 9", "DELETE FROM cases_case", "UPDATE catalog_packagefile SET path = 'x'"],
)  # fmt: skip
def test_nobody_changes_what_stands(role: str, statement: str) -> None:
    assert refusal(role, statement) == DENIED
