"""What each process may do with cases, and which rows exist for the public site.

Row security is the second line of defence behind the queries of each room: the public process sees the rows of the
signed-in person (`tongban.viewer`), of the organisation acted for (`tongban.organisation`), and of the one case whose
number and query code were given (`tongban.case`), all set for each request by kit.viewer.
"""

from django.db import migrations

from tongban.kit.grants import grant, row_security


def setting(name: str) -> str:
    return f"(SELECT NULLIF(current_setting('tongban.{name}', true), '')::uuid)"


MINE = f"citizen_id = {setting('viewer')} OR organisation_id = {setting('organisation')}"
CASE_ROWS = f"{MINE} OR id = {setting('case')} OR parent_id = {setting('case')}"
OF_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
ALL = "SELECT, INSERT, UPDATE, DELETE"
WRITE = "SELECT, INSERT, UPDATE"
ADD = "SELECT, INSERT"

OPEN_CASE = """
CREATE FUNCTION cases_find(number varchar, code bytea) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT id FROM cases_case WHERE case_no = number AND query_code_index = code $$;
REVOKE ALL ON FUNCTION cases_find FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_find TO tongban_public, tongban_office;
CREATE FUNCTION certificates_find(wanted varchar, code bytea) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT id FROM records_certificate WHERE number = wanted AND code_index = code $$;
REVOKE ALL ON FUNCTION certificates_find FROM PUBLIC;
GRANT EXECUTE ON FUNCTION certificates_find TO tongban_public, tongban_office;
"""
QUEUE = """
GRANT SELECT, INSERT ON procrastinate_jobs, procrastinate_events TO tongban_public, tongban_sealer;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,
    procrastinate_workers TO tongban_office, tongban_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tongban_public, tongban_office, tongban_worker,
    tongban_sealer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("records", "0002_grants"),
        ("exchange", "0002_grants"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        grant("cases_case", public=WRITE, office=WRITE, worker=WRITE),
        grant("cases_submissionkey", public=WRITE, office=WRITE, worker="SELECT, DELETE"),
        grant("cases_querythrottle", public=ALL, office=ALL, worker="SELECT, DELETE"),
        grant("cases_draft", public=ALL, office=ALL, worker="SELECT, DELETE"),
        grant("cases_draftmaterial", public=ALL, office=ALL, worker="SELECT, DELETE"),
        grant("cases_revision", public=ADD, office=ADD, worker=ADD),
        grant("cases_revisionmaterial", public=ADD, office=ADD, worker=ADD),
        grant("cases_clock", public=WRITE, office=WRITE, worker=WRITE),
        grant("cases_pause", public="SELECT, UPDATE", office=WRITE, worker=WRITE),
        grant("cases_token", public="SELECT, DELETE", office=ALL, worker=ALL),
        grant("cases_timer", public="SELECT, DELETE", office=ALL, worker=ALL),
        grant("cases_task", public=WRITE, office=WRITE, worker=WRITE),
        grant("cases_opinion", office=ADD, worker=ADD),
        grant("cases_correction", public="SELECT, UPDATE", office=WRITE, worker=WRITE),
        grant("cases_defect", public="SELECT", office=WRITE, worker=WRITE),
        grant("cases_decision", public="SELECT", office=ADD, worker=ADD),
        grant("cases_delivery", public=ADD, office=ADD, worker=ADD),
        grant("cases_rating", public=ADD, office="SELECT", worker="SELECT"),
        row_security("cases_case", seen_by_public=CASE_ROWS),
        row_security("cases_draft", seen_by_public=MINE),
        *[
            row_security(f"cases_{table}", seen_by_public=OF_CASE)
            for table in ("revision", "clock", "pause", "token", "timer", "task", "correction", "defect", "decision",
                          "delivery", "rating")
        ],
        row_security("records_material", seen_by_public=f"{MINE} OR EXISTS (SELECT 1 FROM cases_revisionmaterial r"
                     " JOIN cases_revision v ON v.id = r.revision_id WHERE r.material_id = records_material.id)"),
        row_security("records_letter", seen_by_public='EXISTS (SELECT 1 FROM cases_case c WHERE c.id = "case")'),
        row_security(
            "records_certificate",
            seen_by_public=f'{MINE} OR id = {setting("certificate")}'
            ' OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = "case")',
        ),
        # A fact just written may be read back in its own transaction; later only by whom it concerns.
        row_security(
            "kit_act",
            seen_by_public=f"recorded_at >= now() OR actor = {setting('viewer')}"
            ' OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = "case")',
        ),
        row_security("kit_access", seen_by_public=f"recorded_at >= now() OR subject = {setting('viewer')}"),
        migrations.RunSQL(OPEN_CASE, "DROP FUNCTION cases_find; DROP FUNCTION certificates_find"),
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
    ]  # fmt: skip
