"""Letters and certificates are made by the worker; the sealing process reads what it may seal."""

from django.db import migrations

from tongban.kit.grants import grant, row_security

# Numbers count on, by as many as one filing opens cases, whoever takes them: set back, it would make the same licence number twice.
COUNTING = """
CREATE FUNCTION records_count_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a number counts on by one or a few' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER begins_at_one BEFORE INSERT ON records_numbersequence FOR EACH ROW
    WHEN (NEW.last NOT BETWEEN 1 AND 40) EXECUTE FUNCTION records_count_on();
CREATE TRIGGER counts_on BEFORE UPDATE ON records_numbersequence FOR EACH ROW
    WHEN (NEW.key <> OLD.key OR NEW.last - OLD.last NOT BETWEEN 1 AND 40) EXECUTE FUNCTION records_count_on();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("catalog", "0002_grants")]

    operations = [
        migrations.RunSQL("INSERT INTO records_revocationlist (id, wanted, serial) VALUES (1, true, 0)", migrations.RunSQL.noop),
        migrations.RunSQL(COUNTING, "DROP TRIGGER begins_at_one ON records_numbersequence; DROP TRIGGER counts_on"
                          " ON records_numbersequence; DROP FUNCTION records_count_on"),
        row_security("records_numbersequence", seen_by_public="key LIKE 'case:%'"),
        grant("records_numbersequence", public="SELECT, INSERT, UPDATE", office="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        grant("records_material", public="SELECT, INSERT", office="SELECT, INSERT", worker="SELECT, INSERT, UPDATE, DELETE"),
        grant("records_letter", public="SELECT", office="SELECT", worker="SELECT, INSERT, UPDATE (sealed_id)", sealer="SELECT"),
        grant("records_certificate", public="SELECT", office="SELECT, UPDATE (status)",
              worker="SELECT, INSERT, UPDATE (file_id, sealed_id, status)", sealer="SELECT, UPDATE (qr)"),
        grant("records_revocationlist", public="SELECT", office="SELECT, UPDATE (wanted)", worker="SELECT, UPDATE (wanted)",
              sealer="SELECT, UPDATE (wanted, serial, made_at, next_update, signed)"),
        row_security("records_revocationlist", seen_by_public="signed IS NOT NULL"),
    ]  # fmt: skip
