"""Which transaction wrote a row: what was just written may be read back, and a change asks for its fact, by it alone.

Times do not tell this: others commit while a transaction lasts. Rows of before keep none.
"""

from django.db import migrations

from tongban.kit.grants import BY_A_PROCESS, guard

TABLES = ("kit_act", "kit_access", "kit_storedfile")
NOT_THIS_ONE = """
CREATE FUNCTION kit_another_transaction() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN RAISE EXCEPTION 'a row is of the transaction that writes it' USING ERRCODE = 'insufficient_privilege'; END $body$"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0004_failed_jobs")]

    operations = [
        *[
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD COLUMN txid xid8; ALTER TABLE {table} ALTER txid SET DEFAULT pg_current_xact_id()",
                f"ALTER TABLE {table} DROP COLUMN txid",
            )
            for table in TABLES
        ],
        migrations.RunSQL(NOT_THIS_ONE, "DROP FUNCTION kit_another_transaction"),
        *[
            guard(
                table,
                "INSERT",
                "kit_another_transaction",
                of=f"{BY_A_PROCESS} AND NEW.txid <> pg_current_xact_id()",
            )
            for table in TABLES
        ],
    ]
