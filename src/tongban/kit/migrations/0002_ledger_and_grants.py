"""The access ledger by month, facts that nobody may change, and what each process may do with the kit's tables."""

from django.db import migrations

from tongban.kit.grants import PROCESSES, ROLE, grant, owner_function

ACCESS = """
CREATE TABLE kit_access (
    id uuid NOT NULL, at timestamptz NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now(),
    kind varchar(64) NOT NULL, actor_kind varchar(16) NOT NULL, actor uuid, on_behalf_of uuid, post uuid,
    department uuid, channel varchar(16) NOT NULL, "case" uuid, subject uuid, purpose varchar(200) NOT NULL,
    body jsonb NOT NULL, PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE kit_access_other PARTITION OF kit_access DEFAULT;  -- what came before its month was made
CREATE INDEX access_of_subject ON kit_access (subject, at) WHERE subject IS NOT NULL;
CREATE INDEX access_of_actor ON kit_access (actor, at);
CREATE INDEX access_of_case ON kit_access ("case", at) WHERE "case" IS NOT NULL;
"""
# Months begin at midnight in China. What the default partition holds of a new month moves into it.
NEW_MONTH = """
DECLARE
  name text := 'kit_access_' || to_char(month, 'YYYY_MM');
  since timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'Asia/Shanghai';
  until timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'Asia/Shanghai';
BEGIN
  IF to_regclass(name) IS NOT NULL THEN RETURN 0; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE kit_access INCLUDING ALL)', name);
  EXECUTE format('WITH moved AS (DELETE FROM kit_access_other WHERE at >= %L AND at < %L RETURNING *)'
    ' INSERT INTO %I SELECT * FROM moved', since, until, name);
  EXECUTE format('ALTER TABLE kit_access ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, since, until);
  RETURN 1;
END"""
# This month and `ahead` more, and every month of which the default partition holds anything.
MAKE_MONTHS = """
DECLARE
  today timestamp := now() AT TIME ZONE 'Asia/Shanghai';
  made integer := 0;
  month timestamp;
BEGIN
  IF ahead NOT BETWEEN 0 AND 24 THEN RAISE EXCEPTION 'months ahead: 0 to 24'; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('kit_access'));
  FOR month IN
    SELECT generate_series(date_trunc('month', today), today + make_interval(months => ahead), interval '1 month')
    UNION SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'Asia/Shanghai') FROM kit_access_other
      WHERE at BETWEEN now() - interval '30 years' AND now() + interval '3 years'
    ORDER BY 1
  LOOP
    made := made + kit_access_new_month(month::date);
  END LOOP;
  RETURN made;
END"""
# Only whole months that ended before the time they are kept, by the database's own clock; never younger than 184 days.
DROP_MONTHS = """
DECLARE
  kept integer := GREATEST(COALESCE((SELECT kept_days FROM kit_retention WHERE kind = 'access'), 1096), 184);
  before timestamp := (now() - make_interval(days => kept)) AT TIME ZONE 'Asia/Shanghai';
  dropped integer := 0;
  month record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('kit_access'));
  FOR month IN
    SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'kit_access'::regclass AND c.relname ~ '^kit_access_[0-9]{4}_[0-9]{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE %I', month.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END"""
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
        owner_function("kit_access_new_month(month date)", "integer", NEW_MONTH, roles=(), language="plpgsql"),
        owner_function("kit_access_make_months(ahead integer)", "integer", MAKE_MONTHS, roles=("worker",), language="plpgsql"),
        owner_function("kit_access_drop_months()", "integer", DROP_MONTHS, roles=("worker",), language="plpgsql"),
        migrations.RunSQL("SELECT kit_access_make_months(3)", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT USAGE ON SCHEMA public TO {everyone}", migrations.RunSQL.noop),
        grant("kit_act", public="SELECT, INSERT", office="SELECT, INSERT", worker="SELECT, INSERT", sealer="SELECT, INSERT"),
        grant("kit_access", public="SELECT (recorded_at), INSERT", office="SELECT, INSERT", worker="SELECT, INSERT"),
        grant("kit_installation", public="SELECT", office="SELECT, UPDATE (facts)", worker="SELECT", sealer="SELECT"),
        grant("kit_retention", public="SELECT", office="SELECT", worker="SELECT"),
        grant("kit_vaultkey", public="SELECT", office="SELECT", worker="SELECT", sealer="SELECT"),
        grant("kit_storedfile", public="SELECT, INSERT", office="SELECT, INSERT", worker="SELECT, INSERT, DELETE", sealer="SELECT, INSERT"),
    ]  # fmt: skip
