"""What each process may touch. The list of the public process is the seam of the design: it is short, and it is here."""

import pytest
from django.db import connection

from tests.roles import ROLES
from tests.sql.sql import as_owner, refusal, run
from tongban.kit import clock, ledger
from tongban.kit.access import SYSTEM

DENIED = "42501"
PUBLIC = {
    "SELECT": """account_emailaddress cases_correction cases_decision cases_defect cases_notice cases_pause catalog_catalogueentry catalog_implementation
        catalog_implementationversion catalog_package catalog_packagefile catalog_packageversion catalog_searchphrase
        directory_appointment directory_calendarday directory_department directory_machineclient directory_organisation
        directory_post directory_region directory_substitution django_site kit_installation kit_retention kit_vaultkey
        records_certificate records_letter records_revocationlist""",
    "INSERT": "exchange_outgoingmessage kit_access procrastinate_events procrastinate_jobs",
    "INSERT SELECT": """cases_case cases_certificatechange cases_clock cases_delivery cases_rating cases_revision cases_revisionmaterial cases_submissionkey
        directory_accesstoken directory_consent directory_invitation directory_mandate exchange_webhook kit_act kit_storedfile
        records_material cases_task""",
    "INSERT SELECT UPDATE": """directory_citizen directory_lockout records_numbersequence
        socialaccount_socialaccount""",
    "DELETE SELECT": "cases_timer cases_token",
    "DELETE INSERT SELECT": "cases_draftmaterial directory_consentkey",
    "DELETE INSERT SELECT UPDATE": "cases_draft cases_querythrottle directory_public_session",
}
COLUMNS_OF_PUBLIC = {
    *[("exchange_webhook", one, "UPDATE") for one in ("earlier_secret", "earlier_until", "is_active", "secret")],
    *[("exchange_webhookdelivery", one, "SELECT") for one in (
        "attempts", "body", "case", "created_at", "fact", "id", "kind", "next_at", "said", "sent_at", "state", "webhook_id")],
    *[("exchange_webhookdelivery", one, "UPDATE") for one in ("attempts", "next_at", "state")],
    *[("cases_case", one, "UPDATE") for one in ("closed_at", "current_id", "ending_note", "filed_on", "outcome", "reason",
                                                "station", "version")],
    ("cases_certificatechange", "statement", "UPDATE"), ("cases_certificatechange", "stated_at", "UPDATE"),
    *[("exchange_qrkey", one, "SELECT") for one in ("created_at", "id", "is_test", "kid", "valid_from", "valid_to", "x", "y")],
    ("cases_clock", "stopped_on", "UPDATE"), ("cases_correction", "answered_on", "UPDATE"),
    ("cases_correction", "explanation", "UPDATE"), ("cases_correction", "unchanged", "UPDATE"),
    ("directory_consent", "scopes", "UPDATE"), ("directory_consent", "ended_at", "UPDATE"),
    ("directory_consentkey", "used_at", "UPDATE"), ("cases_notice", "read_at", "UPDATE"), ("cases_notice", "read_by", "UPDATE"),
    ("cases_pause", "ended_on", "UPDATE"), ("cases_task", "closed_at", "UPDATE"), ("cases_task", "is_open", "UPDATE"),
    ("cases_submissionkey", "case_id", "UPDATE"), ("directory_invitation", "answer", "UPDATE"),
    ("directory_invitation", "answered_at", "UPDATE"), ("directory_mandate", "revoked_at", "UPDATE"),
    ("exchange_handover", "case", "SELECT"), ("exchange_handover", "id", "SELECT"),
    ("exchange_handover", "state", "SELECT"), ("exchange_handover", "state", "UPDATE"),
    ("kit_access", "recorded_at", "SELECT"), ("exchange_seal", "id", "SELECT"), ("exchange_seal", "root_pem", "SELECT"), ("procrastinate_jobs", "id", "SELECT"),
}  # fmt: skip
# Doors through row security: each answers one question or does one thing.
FUNCTIONS = {
    "public": """cases_figures cases_find cases_looks cases_published certificates_find certificates_standing directory_agents
        directory_give_up_citizen_id directory_own_number directory_pass_on_phone directory_represented directory_represents
        directory_sought_consent exchange_mailbox exchange_report kit_is_now kit_is_today""",
    "office": """cases_find cases_looks certificates_find certificates_standing directory_open_link directory_represents
        kit_is_now kit_is_today kit_try_again""",
    "worker": "kit_access_drop_months kit_access_make_months kit_is_now kit_is_today kit_try_again",
    "sealer": "kit_is_now kit_is_today",
}
SEALER = {
    "SELECT": """directory_appointment directory_calendarday directory_department directory_post directory_region
        directory_substitution exchange_qrkey exchange_seal exchange_sealrequest kit_installation kit_vaultkey records_certificate
        records_letter records_revocationlist""",
    "INSERT": "procrastinate_events procrastinate_jobs",
    "INSERT SELECT": "kit_act kit_storedfile",
}
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
            "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges p WHERE grantee = 'tongban_public'"
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
        values = [clock.now(), "test.done", "system" if role == "worker" else "anonymous"]
        statement = f"INSERT INTO {table} {columns} VALUES (gen_random_uuid(), %s, %s, %s, 'test', '', '{{}}')"
        assert run(role, statement, values) == [(1,)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT password FROM directory_officer", "SELECT totp_seed FROM directory_officer",
        "SELECT name FROM directory_officer", "SELECT secret_hash FROM directory_onetimelink",
        "SELECT record FROM cases_opinion", "SELECT key_pem FROM exchange_seal", "SELECT * FROM exchange_seal",
        "SELECT key_pem FROM exchange_sealroot", "SELECT id FROM exchange_sealrequest",
        "SELECT session_data FROM directory_office_session", "SELECT id FROM exchange_standinfile",
        "SELECT id FROM exchange_outgoingmessage", "SELECT payload FROM exchange_handover",
        "SELECT answer FROM exchange_handover", "UPDATE exchange_handover SET outcome = 'granted'",
        "UPDATE directory_mandate SET is_representative = true", "DELETE FROM directory_mandate",
        "UPDATE directory_invitation SET phone_index = 'x'", "DELETE FROM directory_citizen",
    ],
)  # fmt: skip
def test_public_never_reads_what_is_the_offices(query: str) -> None:
    assert refusal("public", query) == DENIED


SECRETS = {
    "exchange_seal.key_pem": ["sealer"], "exchange_qrkey.key_pem": ["sealer"], "exchange_sealroot.key_pem": [],
    "directory_officer.password": ["office"], "directory_officer.totp_seed": ["office"],
    "directory_oldpassword.password": ["office"], "directory_onetimelink.secret_hash": ["office"],
    "directory_citizen.password": ["public"], "directory_machineclient.secret_hash": ["public"],
    "directory_accesstoken.token_hash": ["public"], "exchange_webhook.secret": ["public", "worker"], "directory_public_session.session_key": ["public"],
    "directory_public_session.session_data": ["public"], "directory_office_session.session_key": ["office"],
    "directory_office_session.session_data": ["office"],
}  # fmt: skip


@pytest.mark.parametrize(("column", "roles"), SECRETS.items())
def test_secrets_are_read_by_the_process_that_checks_them(column: str, roles: list[str]) -> None:
    table, name = column.split(".")
    assert [role for role in ROLES if refusal(role, f"SELECT {name} FROM {table}") == ""] == roles


@pytest.mark.parametrize("role", ROLES)
def test_owner_functions_of_each_role(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND has_function_privilege(%s, oid, 'EXECUTE')",
            [f"tongban_{role}"],
        )
        assert sorted(row[0] for row in cursor.fetchall()) == FUNCTIONS[role].split()


OPEN_TO_PUBLIC = """account_emailaddress cases_querythrottle catalog_catalogueentry catalog_implementation
    catalog_implementationversion catalog_package catalog_packagefile catalog_packageversion catalog_searchphrase
    directory_appointment directory_calendarday directory_department directory_organisation
    directory_post directory_public_session directory_region directory_substitution django_site exchange_qrkey exchange_seal
    kit_installation kit_retention kit_vaultkey procrastinate_jobs"""


def test_tables_public_reads_without_row_security_hold_no_row_of_a_person() -> None:
    """What is offered and by whom, keys, counters; sessions and attempts are found by a key nobody can list back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relrowsecurity AND has_any_column_privilege('tongban_public', oid, 'SELECT')"
        )
        assert sorted(row[0] for row in cursor.fetchall()) == OPEN_TO_PUBLIC.split()


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
