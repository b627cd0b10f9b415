"""The legal path of a case holds against the office and the worker too: its days, its outcome and its clocks.

A case is granted or refused by its decision and nothing else; a legal day is set once, when it comes; what has ended
stays as it ended. A clock moves by an extension, a special procedure or a new calendar that is told in the same
transaction. Only what runs by itself speaks as the system. Rows just written are read back by who wrote them.
"""

from importlib import import_module

from django.db import migrations

from tongban.kit.grants import guard, owner_function, setting

rows = import_module("tongban.cases.migrations.0002_grants_and_rows")

REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = 'insufficient_privilege'"
BEHIND = "current_user IN ('tongban_office', 'tongban_worker')"
AT_SITES = "current_user IN ('tongban_office', 'tongban_public')"
OWN = "txid = pg_current_xact_id_if_assigned()"
ENDED = ", ".join(
    f"{{0}}.{one}"
    for one in ("station", "reason", "outcome", "proposal", "ending_note", "current_id", "filed_on", "accepted_on",
                "deemed", "decided_at", "closed_at", "by_commitment")
)  # fmt: skip
CHILD = "EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id AND {})"
TELLS = """EXISTS (SELECT 1 FROM kit_act a WHERE a."case" = {} AND a.txid = pg_current_xact_id()
      AND a.recorded_at >= now() AND {})"""

COURSE = f"""
DECLARE
  decided cases_decision;
  family boolean;
  allowed boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    allowed := NEW.station = 'submit' AND NEW.reason IN ('', 'waiting') AND NEW.outcome = '' AND NEW.proposal = ''
      AND NEW.version = 0 AND NOT NEW.deemed AND NEW.ending_note IS NULL AND kit_is_now(NEW.submitted_at)
      AND num_nonnulls(NEW.accepted_on, NEW.decided_at, NEW.closed_at) = 0
      AND (NEW.filed_on IS NULL OR kit_is_today(NEW.filed_on));
  ELSIF OLD.station = 'close' THEN
    allowed := ({ENDED.format("NEW")}) IS NOT DISTINCT FROM ({ENDED.format("OLD")});
  ELSE
    SELECT * INTO decided FROM cases_decision d WHERE d.case_id = NEW.id;
    allowed := NEW.version >= OLD.version
      AND (NEW.station = OLD.station OR CASE NEW.station
        WHEN 'work' THEN OLD.station = 'submit' AND NEW.accepted_on IS NOT NULL
        WHEN 'decide' THEN OLD.station IN ('submit', 'work') AND NEW.accepted_on IS NOT NULL
        WHEN 'issue' THEN OLD.station = 'decide' AND decided.outcome = 'grant' AND NEW.decided_at IS NOT NULL
        WHEN 'deliver' THEN OLD.station IN ('decide', 'issue') AND decided.id IS NOT NULL AND NEW.decided_at IS NOT NULL
        ELSE NEW.station = 'close'
      END)
      AND (NEW.filed_on IS NOT DISTINCT FROM OLD.filed_on OR OLD.station = 'submit' AND (kit_is_today(NEW.filed_on)
        OR OLD.filed_on IS NULL AND EXISTS (SELECT 1 FROM cases_case c JOIN kit_act a ON a."case" = c.id
          WHERE c.parent_id = NEW.parent_id AND a.kind = 'certificate.issued'
          AND (a.at AT TIME ZONE 'Asia/Shanghai')::date = NEW.filed_on)))
      AND (NEW.accepted_on IS NOT DISTINCT FROM OLD.accepted_on AND NEW.deemed = OLD.deemed
        OR OLD.accepted_on IS NULL AND OLD.station = 'submit' AND NEW.station <> 'submit'
        AND CASE WHEN NEW.deemed THEN NEW.accepted_on = NEW.filed_on
          ELSE kit_is_today(NEW.accepted_on) OR {CHILD.format("c.accepted_on = NEW.accepted_on")} END)
      AND (NEW.decided_at IS NOT DISTINCT FROM OLD.decided_at OR OLD.decided_at IS NULL AND NEW.decided_at = decided.decided_at);
    IF allowed AND NEW.station = 'close' THEN
      family := {CHILD.format("true")};
      allowed := kit_is_now(NEW.closed_at) AND NOT {CHILD.format("c.station <> 'close'")} AND CASE
        WHEN NOT family AND NEW.outcome IN ('granted', 'refused') THEN
          OLD.station = 'deliver' AND decided.outcome = CASE NEW.outcome WHEN 'granted' THEN 'grant' ELSE 'refuse' END
          AND EXISTS (SELECT 1 FROM cases_delivery d WHERE d.case_id = NEW.id)
        WHEN NOT family THEN decided.id IS NULL AND (NEW.outcome IN ('withdrawn', 'terminated')
          OR OLD.station = 'submit' AND NEW.outcome IN ('not_accepted', 'lapsed', 'not_filed'))
        WHEN {CHILD.format("c.outcome = 'granted'")} THEN NEW.outcome =
          CASE WHEN {CHILD.format("c.outcome <> 'granted'")} THEN 'partly_granted' ELSE 'granted' END
        WHEN {CHILD.format("c.outcome = 'refused'")} THEN NEW.outcome = 'refused'
        ELSE NEW.outcome IN ('withdrawn', 'terminated')
          OR NEW.outcome = 'refused' AND {CHILD.format("c.outcome = 'not_accepted'")}
      END;
    END IF;
  END IF;
  IF allowed IS NOT TRUE THEN
    {REFUSE.format("a case goes its legal way, by its decision and on its days")};
  END IF;
  RETURN NEW;
END"""
RUNS = f"""
BEGIN
  IF OLD.stopped_on IS NOT NULL OR NEW.stopped_on IS NOT NULL AND kit_is_today(NEW.stopped_on) IS NOT TRUE
    OR NEW.extension_n <> OLD.extension_n AND OLD.extension_n <> 0
  THEN
    {REFUSE.format("a clock stops today, once, and is extended once")};
  END IF;
  RETURN NEW;
END"""
# At commit: the act that moves a clock is told, with what it rests on.
CALENDAR = """COALESCE((SELECT max(recorded_at) FROM kit_act WHERE kind = 'calendar.loaded'), '-infinity')
      >= COALESCE((SELECT max(recorded_at) FROM kit_act WHERE kind = 'clocks.recomputed'), '-infinity')"""
MOVES = f"""(CASE
        WHEN NEW.extension_n <> OLD.extension_n THEN false
        WHEN a.kind IN ('case.suspended', 'case.resumed') THEN a.actor_kind = 'officer' AND EXISTS (SELECT 1
          FROM cases_pause p WHERE p.case_id = NEW.case_id AND kit_is_today(COALESCE(p.ended_on, p.started_on)))
        WHEN a.kind = 'clock.moved' THEN a.actor_kind = 'system' AND {CALENDAR}
        ELSE false
      END OR a.kind = 'case.extended' AND a.actor_kind = 'officer' AND NEW.extension_n > 0
        AND (a.body ->> 'n')::integer = NEW.extension_n)"""
MOVED = f"""
BEGIN
  IF NOT {TELLS.format("NEW.case_id", MOVES)} THEN
    {REFUSE.format("a clock moves by an extension, a special procedure or a calendar, which is told")};
  END IF;
  RETURN NULL;
END"""
STARTED = f"""
BEGIN
  IF NEW.extension_n <> 0 OR NEW.stopped_on IS NOT NULL OR NOT EXISTS (SELECT 1 FROM cases_case c
    WHERE c.id = NEW.case_id AND CASE
      WHEN NEW.kind = 'receipt' THEN NEW.started_on = c.filed_on OR kit_is_today(NEW.started_on)
      WHEN NEW.kind IN ('statutory', 'promised', 'joint') THEN NEW.started_on = c.accepted_on AND NOT EXISTS (
        SELECT 1 FROM cases_clock o WHERE o.case_id = c.id AND o.kind = NEW.kind AND o.id <> NEW.id)
      WHEN NEW.kind IN ('deliver', 'after_check') THEN kit_is_today(NEW.started_on)
        AND EXISTS (SELECT 1 FROM cases_decision d WHERE d.case_id = c.id)
      ELSE kit_is_today(NEW.started_on)
    END)
  THEN
    {REFUSE.format("a clock begins with the legal day it counts from, once")};
  END IF;
  RETURN NULL;
END"""
# What the worker stores is a paper that it writes in the same transaction.
FILED = f"""
BEGIN
  IF NOT EXISTS (SELECT 1 FROM records_letter r WHERE r.file_id = NEW.id)
    AND NOT EXISTS (SELECT 1 FROM records_certificate r WHERE r.file_id = NEW.id)
  THEN
    {REFUSE.format("a file is stored for the paper it is")};
  END IF;
  RETURN NULL;
END"""
BY_ITSELF = f"""
BEGIN
  {REFUSE.format("only what runs by itself speaks as the system")};
END"""
FUNCTIONS = {
    "cases_course": COURSE, "cases_clock_runs": RUNS, "cases_clock_moved": MOVED, "cases_clock_started": STARTED,
    "cases_filed": FILED, "cases_by_itself": BY_ITSELF,
}  # fmt: skip
COLUMNS = """
REVOKE INSERT ON cases_case, records_material FROM tongban_worker;
REVOKE UPDATE ON cases_clock FROM tongban_office, tongban_worker;
GRANT UPDATE (extension_n, due_on, provisional, stopped_on) ON cases_clock TO tongban_office;
GRANT UPDATE (extension_n, due_on, provisional, stopped_on, told_light) ON cases_clock TO tongban_worker;
"""
BACK = """
GRANT INSERT ON cases_case, records_material TO tongban_worker;
GRANT UPDATE ON cases_clock TO tongban_office, tongban_worker;
"""
VIEWER = setting("viewer")
SEEN = {
    "kit_storedfile": ("created_at >= now()", rows.OF_FILE),
    "kit_act": ("recorded_at >= now()", f"actor = {VIEWER} OR {rows.of_case(rows.LEDGER_CASE)}"),
    "kit_access": ("recorded_at >= now()", f"subject = {VIEWER}"),
}


def at_commit(name: str, table: str, when: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {when} ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        f" WHEN ({condition}) EXECUTE FUNCTION {name}()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_walls_within"), ("kit", "0005_own_transaction")]

    operations = [
        migrations.RunSQL(COLUMNS, BACK),
        *[owner_function(f"{name}()", "trigger", body, roles=(), language="plpgsql") for name, body in FUNCTIONS.items()],
        guard("cases_case", "INSERT OR UPDATE", "cases_course", of=BEHIND),
        guard(
            "cases_clock", "UPDATE OF extension_n, due_on, provisional, stopped_on", "cases_clock_runs", of=BEHIND
        ),
        at_commit(
            "cases_clock_moved", "cases_clock", "UPDATE", f"{BEHIND} AND (NEW.due_on, NEW.provisional, NEW.extension_n)"
            " IS DISTINCT FROM (OLD.due_on, OLD.provisional, OLD.extension_n)",
        ),
        at_commit("cases_clock_started", "cases_clock", "INSERT", BEHIND),
        at_commit("cases_filed", "kit_storedfile", "INSERT", "current_user = 'tongban_worker'"),
        *[
            guard(table, "INSERT", "cases_by_itself", of=f"{AT_SITES} AND NEW.actor_kind = 'system'")
            for table in ("kit_act", "kit_access")
        ],
        *[
            migrations.RunSQL(
                f"ALTER POLICY public_rows ON {table} USING ({just} AND {OWN} OR {lasting})",
                f"ALTER POLICY public_rows ON {table} USING ({just} OR {lasting})",
            )
            for table, (just, lasting) in SEEN.items()
        ],
    ]  # fmt: skip
