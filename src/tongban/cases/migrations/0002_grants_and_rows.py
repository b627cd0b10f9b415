"""What each process may do with cases, and which rows exist for the public site.

Row security is the second line of defence behind the queries of each room: the public process sees the rows of the
signed-in person (`tongban.viewer`), of the organisation acted for (`tongban.organisation`), and of the one case whose
number and query code were given (`tongban.case`), all set for each request by kit.viewer. Who gave a code sees how the
case stands, not what it says, and changes nothing.
"""

from django.db import migrations

from tongban.kit.grants import grant, owner_function, row_security, setting

VIEWER = setting("viewer")
MINE = f"citizen_id = {VIEWER} OR organisation_id = {setting('organisation')}"
CASE_ROWS = f"{MINE} OR id = {setting('case')} OR parent_id = {setting('case')}"


def of_case(column: str, *, own: bool = False) -> str:
    """The case in `column` exists for the viewer, or (`own`) is theirs."""
    theirs = f" AND (c.citizen_id = {VIEWER} OR c.organisation_id = {setting('organisation')})" if own else ""
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {column}{theirs})"


OF_CASE, OF_OWN_CASE = of_case("case_id"), of_case("case_id", own=True)
LEDGER_CASE = '"case"'  # a reserved word
OWN_DRAFT = f"citizen_id = {VIEWER} AND officer IS NULL"
OF_FILE = " OR ".join(
    f"EXISTS (SELECT 1 FROM records_{table} r WHERE {column} = kit_storedfile.id)"
    for table, column in (
        ("material", "r.file_id"), ("letter", "r.file_id"), ("letter", "r.sealed_id"), ("certificate", "r.sealed_id"),
    )
)  # fmt: skip
# Facts are written by whoever acts, and by nobody in another's name.
OWN_FACT = f"""recorded_at >= now() AND (actor IS NULL AND actor_kind IN ('anonymous', 'system')
    OR actor IN ({VIEWER}, {setting("person")}, {setting("client")}))"""
ALL = "SELECT, INSERT, UPDATE, DELETE"
WRITE = "SELECT, INSERT, UPDATE"
ADD = "SELECT, INSERT"
# What withdrawing, answering a correction and taking the result change of a case; 0003 says to what.
BY_CITIZEN = "station, reason, outcome, ending_note, current_id, version, filed_on, closed_at"

FIND = ("public", "office")
# 谁看过我的信息 (个人信息保护法 44, 45): what was read of the viewer, or of the organisation acted for. Reads of one reader
# in one case within an hour of the clock are one line; of an officer only department and post leave this function.
LOOKED = """'case.read', 'case.personal_opened', 'case.searched', 'case.looked_up', 'case.handed_over', 'material.read',
    'letter.read', 'certificate.read', 'receipt.printed', 'citizen.searched'"""
LOOKS = f"""
WITH mine AS (
  SELECT a.* FROM kit_access a
    WHERE {setting('organisation')} IS NULL AND a.subject = {VIEWER} AND a.kind IN ({LOOKED})
  UNION
  SELECT a.* FROM cases_case c JOIN kit_access a ON a."case" = c.id
    WHERE {VIEWER} IS NOT NULL AND a.kind IN ({LOOKED}) AND (c.organisation_id = {setting('organisation')}
      OR {setting('organisation')} IS NULL AND c.citizen_id = {VIEWER})
), folded AS (
  SELECT array_agg(a.id ORDER BY a.at DESC, a.id DESC) AS ids, min(a.at) AS since, max(a.at) AS until,
    count(*)::integer AS times, array_agg(DISTINCT a.kind::text) AS kinds, a.actor,
    CASE WHEN a.actor_kind <> 'citizen' THEN a.actor_kind WHEN a.actor = {VIEWER} THEN 'self' ELSE 'agent' END AS reader,
    a.department, a.post, a.channel, a."case",
    COALESCE(array_agg(DISTINCT a.purpose::text) FILTER (WHERE a.purpose <> ''), '{{}}') AS reasons,
    COALESCE(a.body ->> 'system', '') AS system
  FROM mine a
  WHERE (after IS NULL OR a.at >= after) AND (before IS NULL OR a.at < before) AND (one_case IS NULL OR a."case" = one_case)
  GROUP BY a.actor_kind, a.actor, a.department, a.post, a.channel, a."case", system, date_trunc('hour', a.at)
), shown AS (
  SELECT f.* FROM folded f
  WHERE (wanted IS NULL OR wanted = ANY (f.ids)) AND (own IS NULL OR own = (f.reader = 'self'))
    AND (older IS NULL OR (f.until, f.ids[1]) < (older, older_id))
  ORDER BY f.until DESC, f.ids[1] DESC LIMIT most
)
SELECT s.ids[1], s.since, s.until, s.times, s.kinds, s.reader::text, s.department, s.post, s.channel::text, s."case",
  s.reasons, s.system, COALESCE((SELECT array_agg(DISTINCT t.kind::text) FROM kit_act t WHERE t."case" = s."case"
    AND t.actor = s.actor AND t.at BETWEEN s.since AND s.until + interval '1 hour'), '{{}}')
FROM shown s ORDER BY s.until DESC, s.ids[1] DESC
"""
LOOKS_HEAD = """cases_looks(wanted uuid, one_case uuid, after timestamptz, before timestamptz, own boolean, older timestamptz,
    older_id uuid, most integer)"""
LOOKS_ROW = """TABLE (look uuid, first_at timestamptz, last_at timestamptz, how_often integer, what text[], who text,
    of_department uuid, of_post uuid, by_channel text, of_case uuid, why text[], to_system text, acts text[])"""
QUEUE = """
GRANT SELECT (id), INSERT ON procrastinate_jobs TO tongban_public, tongban_sealer;
GRANT SELECT, INSERT ON procrastinate_jobs TO tongban_office;
GRANT INSERT ON procrastinate_events TO tongban_public, tongban_office, tongban_sealer;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,
    procrastinate_workers TO tongban_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tongban_public, tongban_office, tongban_worker,
    tongban_sealer;
"""

# Results whose package says that they are public, of organisations: nothing of a natural person leaves here.
PUBLISHED = """
SELECT c.number, o.name, c.package_version_id, d.name_zh, d.name_en, d.code, c.issued_on FROM records_certificate c
JOIN catalog_packageversion v ON v.id = c.package_version_id AND v.results_public
JOIN directory_organisation o ON o.id = c.organisation_id JOIN directory_department d ON d.id = c.authority_id
WHERE c.organisation_id IS NOT NULL AND c.status = 'in_force' AND (decider IS NULL OR c.authority_id = decider)
ORDER BY c.issued_on DESC, c.id DESC LIMIT least(most, 100)"""
# How many were filed and closed since a day: figures, no cases. Matters that waited in vain were never filed.
FIGURES = """
SELECT v.package_id, c.authority_id, count(*) FILTER (WHERE c.parent_id IS NULL), count(c.filed_on),
    count(c.filed_on) FILTER (WHERE c.closed_at IS NOT NULL)
FROM cases_case c JOIN catalog_packageversion v ON v.id = c.package_version_id
WHERE c.submitted_at >= since GROUP BY 1, 2"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("records", "0002_grants"),
        ("exchange", "0002_grants"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        grant("cases_case", public=f"SELECT, INSERT, UPDATE ({BY_CITIZEN})", office=WRITE, worker=WRITE),
        grant("cases_submissionkey", public="SELECT, INSERT, UPDATE (case_id)", office=WRITE, worker="SELECT, DELETE"),
        grant("cases_querythrottle", public=ALL, office=ALL, worker="SELECT, DELETE"),
        grant("cases_draft", public=ALL, office=ALL, worker="SELECT, UPDATE (expires_at, noticed_at), DELETE"),
        grant("cases_draftmaterial", public="SELECT, INSERT, DELETE", office=ALL, worker="SELECT, DELETE"),
        grant("cases_revision", public=ADD, office=ADD, worker=ADD),
        grant("cases_revisionmaterial", public=ADD, office=ADD, worker=ADD),
        grant("cases_clock", public="SELECT, INSERT, UPDATE (stopped_on)", office=WRITE, worker=WRITE),
        grant("cases_pause", public="SELECT, UPDATE (ended_on)", office=WRITE, worker=WRITE),
        grant("cases_token", public="SELECT, DELETE", office=ALL, worker=ALL),
        grant("cases_timer", public="SELECT, DELETE", office=ALL, worker=ALL),
        grant("cases_task", public="SELECT, INSERT, UPDATE (is_open, closed_at)", office=WRITE, worker=WRITE),
        grant("cases_opinion", office=ADD, worker="SELECT"),
        grant("cases_correction", public="SELECT, UPDATE (answered_on, unchanged, explanation)", office=WRITE, worker=WRITE),
        grant("cases_defect", public="SELECT", office=WRITE, worker=WRITE),
        grant("cases_decision", public="SELECT", office=ADD, worker="SELECT", sealer="SELECT (case_id, outcome)"),
        grant(
            "cases_certificatechange", public="SELECT, INSERT, UPDATE (statement, stated_at)",
            office="SELECT, INSERT, UPDATE (statement, stated_at, outcome, reasons, decided_by, decided_at)", worker="SELECT",
            sealer="SELECT (case_id, kind, outcome)",
        ),
        grant("cases_delivery", public=ADD, office=ADD, worker="SELECT"),
        grant("cases_rating", public=ADD, office="SELECT", worker="SELECT"),
        grant("cases_notice", public="SELECT, UPDATE (read_at, read_by)", office="SELECT", worker="SELECT, INSERT, UPDATE (read_at)"),
        grant("cases_desknotice", office="SELECT", worker=ALL),
        grant("cases_desknoticeread", office=WRITE, worker="SELECT, DELETE"),
        row_security("cases_case", seen_by_public=CASE_ROWS, added=MINE, changed=MINE),
        row_security("cases_submissionkey", seen_by_public=f"owner IN ({VIEWER}, {setting('client')})"),
        row_security("cases_draft", seen_by_public=OWN_DRAFT),
        row_security(
            "cases_draftmaterial", seen_by_public="EXISTS (SELECT 1 FROM cases_draft d WHERE d.id = draft_id)"
        ),
        row_security("cases_revision", seen_by_public=OF_OWN_CASE),
        row_security(
            "cases_revisionmaterial", seen_by_public="EXISTS (SELECT 1 FROM cases_revision v WHERE v.id = revision_id)"
        ),
        *[
            row_security(f"cases_{table}", seen_by_public=OF_CASE, added=OF_OWN_CASE, changed=OF_OWN_CASE)
            for table in ("clock", "pause", "token", "timer", "task", "correction", "defect", "decision", "delivery",
                          "rating", "certificatechange")
        ],
        row_security("cases_notice", seen_by_public=MINE),
        row_security("exchange_handover", seen_by_public=of_case(LEDGER_CASE, own=True)),
        row_security("records_material", seen_by_public=f"{MINE} OR EXISTS (SELECT 1 FROM cases_revisionmaterial r"
                     " WHERE r.material_id = records_material.id)", added=MINE),
        row_security("records_letter", seen_by_public=of_case(LEDGER_CASE, own=True)),
        row_security(
            "records_certificate",
            seen_by_public=f"{MINE} OR id = {setting('certificate')} OR {of_case(LEDGER_CASE, own=True)}",
        ),
        migrations.RunSQL(  # whom a certificate names whose number and code were given
            "CREATE POLICY public_holders ON directory_citizen FOR SELECT TO tongban_public USING (EXISTS (SELECT 1"
            " FROM records_certificate r WHERE r.citizen_id = directory_citizen.id"
            f" AND r.id = {setting('certificate')}))",
            "DROP POLICY public_holders ON directory_citizen",
        ),
        # What was just written may be read back in its own transaction; later only by whom it concerns.
        row_security("kit_storedfile", seen_by_public=f"created_at >= now() OR {OF_FILE}", added="true"),
        row_security(
            "kit_act", seen_by_public=f"recorded_at >= now() OR actor = {VIEWER} OR {of_case(LEDGER_CASE)}", added=OWN_FACT
        ),
        row_security("kit_access", seen_by_public=f"recorded_at >= now() OR subject = {VIEWER}", added=OWN_FACT),
        migrations.RunSQL(
            "CREATE INDEX certificate_published ON records_certificate (issued_on DESC, id DESC)"
            " WHERE organisation_id IS NOT NULL AND status = 'in_force'",
            "DROP INDEX certificate_published",
        ),
        owner_function(
            "cases_published(decider uuid, most integer)",
            "TABLE (number varchar, organisation varchar, package_version uuid, authority_zh varchar, authority_en varchar,"
            " authority varchar, issued_on date)", PUBLISHED, roles=("public",),
        ),
        owner_function(
            "cases_figures(since date)",
            "TABLE (package varchar, authority uuid, asked bigint, filed bigint, closed bigint)", FIGURES, roles=("public",),
        ),
        owner_function(
            "cases_find(number varchar, code bytea)", "uuid",
            "SELECT id FROM cases_case WHERE case_no = number AND query_code_index = code", roles=FIND,
        ),
        owner_function(LOOKS_HEAD, LOOKS_ROW, LOOKS, roles=FIND),
        owner_function(
            "certificates_find(wanted varchar, code bytea)", "uuid",
            "SELECT id FROM records_certificate WHERE number = wanted AND code_index = code", roles=FIND,
        ),
        owner_function(
            "certificates_standing(wanted uuid, digest bytea)",
            "TABLE(status varchar, issue integer, newer integer, newer_on date)",
            """SELECT r.status, r.issue::integer, n.issue::integer, n.issued_on FROM records_certificate r
            LEFT JOIN records_certificate n ON n.number = r.number AND n.issue > r.issue AND n.status <> 'producing'
            WHERE r.id = wanted OR r.sealed_id IN (SELECT f.id FROM kit_storedfile f WHERE f.sha256 = digest)
            ORDER BY n.issue DESC NULLS LAST LIMIT 1""",
            roles=FIND,
        ),
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
    ]  # fmt: skip
