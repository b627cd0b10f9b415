"""Walls that hold even if a process runs code that is not ours: what a role may write at all is not all it may say.

The public site changes a case only as a citizen's act does; queues the jobs that follow from such an act and no other;
tells facts of its own people, of their own cases, at the time they happen. No process makes a certificate, or asks for
its seal, without an officer's decision that grants it. The owner, who founds cities and takes over old registers, is
not held back.
"""

from django.db import migrations

from tongban.kit.grants import BY_A_PROCESS, BY_PUBLIC, guard, owner_function, setting, wall

VIEWER, ORGANISATION = setting("viewer"), setting("organisation")
REFUSE = "RAISE EXCEPTION '%', {} USING ERRCODE = 'insufficient_privilege'"
OWN = f"(c.citizen_id = {VIEWER} OR c.organisation_id = {ORGANISATION})"
LEDGER_CASE = '"case"'  # a reserved word

# A case is filed at its first station; afterwards a citizen answers a correction, takes the result, or withdraws.
CITIZEN_ACT = f"""
DECLARE
  family boolean := TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM cases_case WHERE parent_id = NEW.id);
  granted text := (SELECT d.outcome FROM cases_decision d WHERE d.case_id = NEW.id);
  allowed boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    allowed := NEW.station = 'submit' AND NEW.reason IN ('', 'waiting') AND NEW.outcome = '' AND NEW.proposal = ''
      AND NEW.version = 0 AND NOT NEW.deemed AND NEW.ending_note IS NULL AND kit_is_now(NEW.submitted_at)
      AND num_nonnulls(NEW.accepted_on, NEW.decided_at, NEW.closed_at) = 0
      AND (NEW.filed_on IS NULL OR kit_is_today(NEW.filed_on))
      AND (NEW.parent_id IS NULL OR EXISTS (SELECT 1 FROM cases_case p WHERE p.id = NEW.parent_id AND p.version = 0
        AND p.station = 'submit' AND p.citizen_id IS NOT DISTINCT FROM NEW.citizen_id
        AND p.organisation_id IS NOT DISTINCT FROM NEW.organisation_id));
  ELSIF NEW.station = OLD.station THEN
    allowed := NEW.outcome = OLD.outcome AND NEW.closed_at IS NOT DISTINCT FROM OLD.closed_at
      AND (NEW.reason = OLD.reason OR OLD.reason = 'correction' AND NEW.reason = '')
      AND (NEW.filed_on IS NOT DISTINCT FROM OLD.filed_on
        OR OLD.station = 'submit' AND OLD.reason = 'correction' AND kit_is_today(NEW.filed_on))
      AND (NEW.ending_note IS NOT DISTINCT FROM OLD.ending_note OR family AND OLD.station IN ('submit', 'work'))
      AND (NEW.current_id IS NOT DISTINCT FROM OLD.current_id
        OR (OLD.station = 'submit' OR family AND OLD.station = 'work')
        AND EXISTS (SELECT 1 FROM cases_revision r WHERE r.id = NEW.current_id AND r.case_id = NEW.id)
        AND EXISTS (SELECT 1 FROM cases_correction o WHERE o.case_id IN (NEW.id, NEW.parent_id)));
  ELSE
    allowed := NEW.station = 'close' AND NEW.reason = '' AND kit_is_now(NEW.closed_at)
      AND NEW.current_id IS NOT DISTINCT FROM OLD.current_id AND NEW.filed_on IS NOT DISTINCT FROM OLD.filed_on
      AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id AND c.station <> 'close')
      AND CASE
        WHEN OLD.station = 'deliver' THEN
          NEW.outcome = CASE granted WHEN 'grant' THEN 'granted' WHEN 'refuse' THEN 'refused' END
          AND NEW.ending_note IS NOT DISTINCT FROM OLD.ending_note
          AND EXISTS (SELECT 1 FROM cases_delivery d WHERE d.case_id = NEW.id)
        WHEN OLD.station NOT IN ('submit', 'work', 'decide') OR granted IS NOT NULL THEN false
        WHEN EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id AND c.outcome = 'granted') THEN
          NEW.outcome = 'partly_granted'
        WHEN EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = NEW.id AND c.outcome = 'refused') THEN
          NEW.outcome = 'refused'
        ELSE NEW.outcome = 'withdrawn'
      END;
  END IF;
  IF allowed IS NOT TRUE OR TG_OP = 'UPDATE' AND NEW.version <> OLD.version + 1 THEN
    {REFUSE.format("'no act of a citizen changes a case so'")};
  END IF;
  RETURN NEW;
END"""
# Clocks, tasks, pauses and what a process waits for end with their case: asked at commit, when the case has been written.
ENDED = f"""
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_case WHERE id = (to_jsonb(OLD) ->> TG_ARGV[0])::uuid AND station = 'close') THEN
    {REFUSE.format("'a citizen ends this only with the case'")};
  END IF;
  RETURN NULL;
END"""
ENDING = {
    "cases_clock": "UPDATE", "cases_task": "UPDATE", "cases_pause": "UPDATE", "cases_token": "DELETE",
    "cases_timer": "DELETE", "exchange_handover": "UPDATE",
}  # fmt: skip


def ends_with_case(table: str, command: str) -> migrations.RunSQL:
    column = "case" if table == "exchange_handover" else "case_id"
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER ends_with_case AFTER {command} ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        f" WHEN ({BY_PUBLIC}) EXECUTE FUNCTION cases_ended('{column}')",
        f"DROP TRIGGER ends_with_case ON {table}",
    )


def own_case(reference: str) -> str:
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {reference} AND {OWN})"


# Runs as who queues, so that of the cases only the viewer's are seen.
QUEUED = f"""
CREATE FUNCTION cases_queued() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
  allowed boolean;
BEGIN  -- a statement for each role: none is asked for a right that only another branch needs
  IF current_user = 'tongban_sealer' THEN allowed := NEW.task_name IN ('case.sealed', 'certificate.signed');
  ELSIF current_user = 'tongban_office' THEN
    allowed := NEW.task_name IN ('case.letter', 'case.issue', 'case.service', 'case.answered',
      'bundle.news', 'certificate.reissue', 'exchange.deliver-message', 'case.notice', 'case.notice-again');
  ELSE
    allowed := NEW.scheduled_at IS NULL AND NEW.queueing_lock IS NULL AND NEW.priority = 0 AND NEW.status = 'todo' AND CASE
      WHEN NEW.task_name = 'exchange.deliver-message' THEN NEW.lock IS NULL
      WHEN NEW.task_name = 'case.letter' THEN NEW.lock IS NULL AND NEW.args ->> 'about' = NEW.args ->> 'case'
        AND NEW.args ->> 'kind' IN ('receipt', 'withdrawal', 'delivery')
        AND COALESCE(kit_is_today((NEW.args ->> 'on')::date), true) AND {own_case("(NEW.args ->> 'case')::uuid")}
      WHEN NEW.task_name = 'bundle.news' THEN NEW.lock = 'bundle:' || (NEW.args ->> 'parent')
        AND {own_case("(NEW.args ->> 'parent')::uuid")}
      ELSE false
    END;
  END IF;
  IF allowed IS NOT TRUE THEN
    {REFUSE.format("'this process does not queue ' || NEW.task_name")};
  END IF;
  RETURN NEW;
END $body$"""
DECIDED = f"""
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_decision d JOIN directory_officer o ON o.id = d.officer
      WHERE d.case_id = NEW."case" AND d.outcome = 'grant')
    OR TG_TABLE_NAME = 'records_certificate' AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW."case"
      AND c.citizen_id IS NOT DISTINCT FROM (to_jsonb(NEW) ->> 'citizen_id')::uuid
      AND c.organisation_id IS NOT DISTINCT FROM (to_jsonb(NEW) ->> 'organisation_id')::uuid)
    OR TG_TABLE_NAME = 'exchange_sealrequest' AND NOT EXISTS (SELECT 1 FROM records_certificate r
      WHERE r.id = (to_jsonb(NEW) ->> 'what_id')::uuid AND r."case" = NEW."case"
      AND r.file_id = (to_jsonb(NEW) ->> 'file_id')::uuid)
  THEN
    {REFUSE.format("'no officer has granted this certificate'")};
  END IF;
  RETURN NEW;
END"""
DECIDING = f"""
BEGIN
  IF NOT EXISTS (SELECT 1 FROM directory_officer o WHERE o.id = NEW.officer AND o.is_active)
    OR NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.station = 'decide')
  THEN
    {REFUSE.format("'an officer decides, and at this station only'")};
  END IF;
  RETURN NEW;
END"""
# Whoever acts tells it under their own name, now; of a case only what a citizen does, and only of their own.
WHOSE = f"""(actor_kind = 'anonymous' AND actor IS NULL
    OR actor_kind = 'citizen' AND actor IN ({VIEWER}, {setting("person")})
    OR actor_kind = 'machine' AND actor = {setting("client")})
    AND num_nonnulls(post, department) = 0 AND kit_is_now(at) AND recorded_at <= clock_timestamp()"""
OF_CASES = """'case.submitted', 'case.opened', 'case.filed', 'case.correction_answered', 'case.closed',
    'case.delivered', 'case.rated', 'certificate.change_asked', 'certificate.stated', 'notice.read', 'attempt.refused'"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_grants_and_rows"), ("kit", "0003_real_time")]

    operations = [
        owner_function("cases_citizen_act()", "trigger", CITIZEN_ACT, roles=(), language="plpgsql"),
        owner_function("cases_ended()", "trigger", ENDED, roles=(), language="plpgsql"),
        owner_function("cases_decided()", "trigger", DECIDED, roles=(), language="plpgsql"),
        owner_function("cases_deciding()", "trigger", DECIDING, roles=(), language="plpgsql"),
        migrations.RunSQL(QUEUED, "DROP FUNCTION cases_queued"),
        guard("cases_case", "INSERT OR UPDATE", "cases_citizen_act", of=BY_PUBLIC),
        *[ends_with_case(table, command) for table, command in ENDING.items()],
        guard("records_certificate", "INSERT", "cases_decided", of=BY_A_PROCESS),
        guard("exchange_sealrequest", "INSERT", "cases_decided", of=f"{BY_A_PROCESS} AND NEW.what <> 'letter'"),
        guard("cases_decision", "INSERT", "cases_deciding", of=BY_A_PROCESS),
        guard("procrastinate_jobs", "INSERT", "cases_queued", of=f"{BY_A_PROCESS} AND current_user <> 'tongban_worker'"),
        wall("cases_clock", "INSERT", "kind = 'receipt' AND stopped_on IS NULL AND extension_n = 0"
             " AND kit_is_today(started_on) AND n > 0 AND COALESCE(due_on >= started_on + n, true)"),
        wall("cases_clock", "UPDATE", "kit_is_today(stopped_on)"),
        wall("cases_task", "INSERT", "node IN ('=accept', '=change') AND is_open AND NOT told AND token IS NULL AND officers = '{}'"),
        wall("cases_task", "UPDATE", "NOT is_open"),
        wall("cases_pause", "UPDATE", "kit_is_today(ended_on)"),
        wall("cases_correction", "UPDATE", "kit_is_today(answered_on)"),
        wall("cases_notice", "UPDATE", f"kit_is_now(read_at) AND read_by = {VIEWER}"),
        wall("cases_delivery", "INSERT", "mode = 'download' AND officer IS NULL AND kit_is_now(delivered_at)"),
        wall("exchange_handover", "UPDATE", "state = 'cancelled'"),
        wall("kit_act", "INSERT", f"{WHOSE} AND ({LEDGER_CASE} IS NULL OR kind IN ({OF_CASES})"
             f" AND {own_case(LEDGER_CASE)})"),
        wall("kit_access", "INSERT", f"{WHOSE} AND ({LEDGER_CASE} IS NULL OR kind = 'case.looked_up'"
             f" OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {LEDGER_CASE}))"),
    ]  # fmt: skip
