"""The access ledger by month, facts that nobody may change, and what each process may do with the kit's tables."""

from django.db import migrations

from tongban.kit.grants import PROCESSES, ROLE, grant

ACCESS = """
CREATE TABLE kit_access (
    id uuid NOT NULL, at timestamptz NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now(),
    kind varchar(64) NOT NULL, actor_kind varchar(16) NOT NULL, actor uuid, on_behalf_of uuid, post uuid,
    department uuid, channel varchar(16) NOT NULL, "case" uuid, subject uuid, purpose varchar(200) NOT NULL,
    body jsonb NOT NULL, PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE kit_access_other PARTITION OF kit_access DEFAULT;
CREATE INDEX access_of_subject ON kit_access (subject, at) WHERE subject IS NOT NULL;
CREATE INDEX access_of_actor ON kit_access (actor, at);
"""
NO_CHANGE = """
CREATE FUNCTION kit_fact_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a fact is never changed' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER fact_stands BEFORE UPDATE OR DELETE ON kit_act FOR EACH ROW EXECUTE FUNCTION kit_fact_stands();
CREATE TRIGGER fact_is_kept BEFORE TRUNCATE ON kit_act FOR EACH STATEMENT EXECUTE FUNCTION kit_fact_stands();
CREATE TRIGGER access_stands BEFORE UPDATE ON kit_access FOR EACH ROW EXECUTE FUNCTION kit_fact_stands();
"""
everyone = ", ".join(ROLE.format(role) for role in PROCESSES)


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]

    operations = [
        migrations.RunSQL(ACCESS, "DROP TABLE kit_access"),
        migrations.RunSQL(
            NO_CHANGE,
            "DROP TRIGGER fact_stands ON kit_act; DROP TRIGGER fact_is_kept ON kit_act;"
            " DROP TRIGGER IF EXISTS access_stands ON kit_access; DROP FUNCTION kit_fact_stands",
        ),
        migrations.RunSQL(f"GRANT USAGE ON SCHEMA public TO {everyone}", migrations.RunSQL.noop),
        grant("kit_act", public="SELECT, INSERT", office="SELECT, INSERT", worker="SELECT, INSERT", sealer="SELECT, INSERT"),
        grant("kit_access", public="SELECT, INSERT", office="SELECT, INSERT", worker="SELECT, INSERT"),
        grant("kit_installation", public="SELECT", office="SELECT", worker="SELECT", sealer="SELECT"),
        grant("kit_vaultkey", public="SELECT", office="SELECT", worker="SELECT", sealer="SELECT"),
        grant("kit_storedfile", public="SELECT, INSERT", office="SELECT, INSERT", worker="SELECT, INSERT", sealer="SELECT, INSERT"),
    ]  # fmt: skip
