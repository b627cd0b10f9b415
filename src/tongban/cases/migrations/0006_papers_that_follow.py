"""容缺受理 on the public site: an applicant hands in papers that were left to follow, after acceptance and before the decision.

A case whose acceptance set a day for such papers takes a new revision, and the clock of that day ends with the last.
"""

from importlib import import_module

from django.db import migrations

from tongban.kit.grants import BY_PUBLIC

walls, within = (import_module(f"tongban.cases.migrations.{one}") for one in ("0003_walls", "0004_walls_within"))
LEDGER_CASE = walls.LEDGER_CASE


def promised(case: str) -> str:
    """Whether a day for papers that follow runs, or ended with what is handed in now."""
    return f"""EXISTS (SELECT 1 FROM cases_clock k WHERE k.case_id = {case} AND k.kind = 'supplement'
        AND (k.stopped_on IS NULL OR kit_is_today(k.stopped_on)))"""


def supplied(case: str) -> str:
    return f"""EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {case} AND c.station IN ('work', 'decide')) AND {promised(case)}"""


CHANGES = "NEW.current_id IS NOT DISTINCT FROM OLD.current_id\n        OR (OLD.station"
assert walls.CITIZEN_ACT.count(CHANGES) == 1
CITIZEN_ACT = walls.CITIZEN_ACT.replace(CHANGES, f"""NEW.current_id IS NOT DISTINCT FROM OLD.current_id
        OR OLD.station IN ('work', 'decide') AND {promised("NEW.id")}
        AND EXISTS (SELECT 1 FROM cases_revision r WHERE r.id = NEW.current_id AND r.case_id = NEW.id)
        OR (OLD.station""")


def citizen_act(body: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION cases_citizen_act() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $body$ {body} $body$"
    )


def wall_is(table: str, check: str) -> str:
    return f"ALTER POLICY public_insert_wall ON {table} WITH CHECK ({check})"


def clocks_end(of: str) -> tuple[str, ...]:
    return (
        "DROP TRIGGER ends_with_case ON cases_clock",
        "CREATE CONSTRAINT TRIGGER ends_with_case AFTER UPDATE ON cases_clock DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        f" WHEN ({of}) EXECUTE FUNCTION cases_ended('case_id')",
    )


def revisions(more: str) -> str:
    return wall_is("cases_revision", f"kit_is_now(made_at) AND ({within.under_way('case_id')}{more})")


def papers(more: str) -> str:
    return wall_is(
        "cases_revisionmaterial",
        "EXISTS (SELECT 1 FROM cases_revision v WHERE v.id = revision_id AND kit_is_now(v.made_at)"
        f" AND ({within.under_way('v.case_id')}{more}))",
    )


def facts(of_cases: str) -> str:
    return wall_is(
        "kit_act",
        f"{walls.WHOSE} AND ({LEDGER_CASE} IS NULL OR kind IN ({of_cases}) AND {walls.own_case(LEDGER_CASE)})",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_walls_of_the_path")]

    operations = [
        migrations.RunSQL(citizen_act(CITIZEN_ACT), citizen_act(walls.CITIZEN_ACT)),
        migrations.RunSQL(clocks_end(f"{BY_PUBLIC} AND NEW.kind <> 'supplement'"), clocks_end(BY_PUBLIC)),
        migrations.RunSQL(revisions(f" OR {supplied('case_id')}"), revisions("")),
        migrations.RunSQL(papers(f" OR {supplied('v.case_id')}"), papers("")),
        migrations.RunSQL(facts(f"{walls.OF_CASES}, 'case.supplemented'"), facts(walls.OF_CASES)),
    ]
