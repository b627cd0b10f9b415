"""What each process may do with the directory. Only the office site changes who is who in government."""

from django.db import migrations

from tongban.kit.grants import grant

READ = ("region", "department", "post", "appointment", "substitution", "calendarday")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("kit", "0002_ledger_and_grants")]

    operations = [
        *[
            grant(f"directory_{table}", public="SELECT", office="SELECT, INSERT, UPDATE", worker="SELECT", sealer="SELECT")
            for table in READ
        ],
        migrations.RunSQL("GRANT DELETE ON directory_calendarday TO tongban_office", migrations.RunSQL.noop),
        grant("directory_officer", office="SELECT, INSERT, UPDATE", worker="SELECT"),
        grant("directory_onetimelink", office="SELECT, INSERT, UPDATE"),
        grant("directory_citizen", public="SELECT, INSERT, UPDATE", office="SELECT, INSERT, UPDATE", worker="SELECT"),
        grant("directory_organisation", public="SELECT", office="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        grant("directory_mandate", public="SELECT, INSERT, UPDATE", office="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        grant("directory_machineclient", public="SELECT", office="SELECT, INSERT, UPDATE"),
        grant("directory_accesstoken", public="SELECT, INSERT, DELETE", office="SELECT, INSERT, UPDATE, DELETE", worker="SELECT, DELETE"),
        grant("directory_public_session", public="SELECT, INSERT, UPDATE, DELETE", worker="SELECT, DELETE"),
        grant("directory_office_session", office="SELECT, INSERT, UPDATE, DELETE", worker="SELECT, DELETE"),
        grant("directory_lockout", public="SELECT, INSERT, UPDATE, DELETE", office="SELECT, INSERT, UPDATE, DELETE", worker="SELECT, DELETE"),
    ]  # fmt: skip
