"""What each process may do with the directory. Only the office site changes who is who in government.

Hashes of passwords and secrets, and seeds of one-time codes, are columns that only the process which signs people in
may read: citizens and machines at the public site, officers at the office site.
"""

from django.db import migrations

from tongban.kit.grants import grant

OFFICER = (
    "id, login, name, password_set_at, must_change_password, totp_last_step, administration, is_active, created_at"
)
CITIZEN = (
    "last_login, id, name, phone, phone_index, phone_verified, email, email_index, citizen_id, citizen_id_index,"
    " assurance_level, is_active, language, notice_channel, notice_language,"
    " wants_optional_notices, created_at"
)
REQUEST = "id, act, reason, asked_at, expires_at, state, answered_at, answer, answered_by_id, asked_by_id, officer_id"
CLIENT = "id, name, organisation_id, scopes, is_active"
# Attempts belong to the site that counted them: neither site sees, forgets or forges those of the other.
LOCKOUTS = """
ALTER TABLE directory_lockout ADD COLUMN site name NOT NULL DEFAULT current_user;
ALTER TABLE directory_lockout DROP CONSTRAINT directory_lockout_pkey, ADD PRIMARY KEY (site, key);
ALTER TABLE directory_lockout ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_site ON directory_lockout TO tongban_public, tongban_office USING (site = current_user);
CREATE POLICY every_site ON directory_lockout TO tongban_worker USING (true);
"""
READ = ("region", "department", "post", "appointment", "substitution", "calendarday")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("kit", "0002_ledger_and_grants")]

    operations = [
        *[
            grant(f"directory_{table}", public="SELECT", office="SELECT, INSERT, UPDATE", worker="SELECT", sealer="SELECT")
            for table in READ
        ],
        migrations.RunSQL("GRANT DELETE ON directory_calendarday TO tongban_office", migrations.RunSQL.noop),
        grant("directory_officer", office="SELECT, INSERT, UPDATE", worker=f"SELECT ({OFFICER})"),
        grant("directory_oldpassword", office="SELECT, INSERT, DELETE"),
        grant("directory_onetimelink", office="SELECT, INSERT, UPDATE"),
        grant("directory_accountrequest", office="SELECT, INSERT, UPDATE (state, answer, answered_by_id, answered_at, word_hash)", worker=f"SELECT ({REQUEST}), UPDATE (state)"),
        grant("directory_citizen", public="SELECT, INSERT, UPDATE", office=f"SELECT ({CITIZEN}), INSERT", worker=f"SELECT ({CITIZEN})"),
        grant("directory_organisation", public="SELECT", office="SELECT, INSERT, UPDATE", worker="SELECT"),
        grant("directory_mandate", public="SELECT, INSERT, UPDATE (revoked_at)", office="SELECT, INSERT, UPDATE", worker="SELECT"),
        grant("directory_machineclient", public="SELECT", office=f"SELECT ({CLIENT}), INSERT, UPDATE (is_active)"),
        grant("directory_accesstoken", public="SELECT, INSERT", office="SELECT (id, client_id), DELETE", worker="SELECT (expires_at), DELETE"),
        grant("directory_public_session", public="SELECT, INSERT, UPDATE, DELETE", worker="SELECT (expire_date), DELETE"),
        grant("directory_office_session", office="SELECT, INSERT, UPDATE, DELETE", worker="SELECT (expire_date), DELETE"),
        grant("directory_lockout", public="SELECT, INSERT, UPDATE", office="SELECT, INSERT, UPDATE", worker="SELECT, DELETE"),
        migrations.RunSQL(LOCKOUTS, migrations.RunSQL.noop),
    ]  # fmt: skip
