"""Walls between the processes behind the sites: what the office, the worker and the sealer may not say of each other's work.

A case keeps its applicant, matter and authority; a paper keeps its sealed file, and bears the seal of who it speaks for;
a decision is made by a holder of a post there, now; a fact is told when it happens, by a system as a system and by an
officer in a post they hold. What the public site adds to a case, a mandate or a rating fits the state these are in.
"""

from django.db import migrations

from tongban.kit.grants import BY_A_PROCESS, guard, owner_function, wall

REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = 'insufficient_privilege'"
KEPT = ("case_no", "query_code_index", "parent_id", "child_code", "implementation_version_id", "package_version_id",
        "citizen_id", "region_id", "authority_id", "accepting_body_id", "channel", "submitted_at")  # fmt: skip


def held(officer: str, post: str, day: str) -> str:
    """Whether an officer holds one of the posts on a day, as their own or as a substitute."""
    in_force = f"v.valid_from <= {day} AND (v.valid_to IS NULL OR v.valid_to >= {day})"
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM directory_{table} v WHERE v.officer_id = {officer} AND v.post_id {post} AND {in_force})"
        for table in ("appointment", "substitution")
    )


IDENTITY = f"""
BEGIN
  IF ({", ".join(f"NEW.{one}" for one in KEPT)}) IS DISTINCT FROM ({", ".join(f"OLD.{one}" for one in KEPT)})
    OR NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND (OLD.organisation_id IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM cases_decision d JOIN cases_case c ON c.id = d.case_id
      WHERE d.outcome = 'grant' AND (c.id = NEW.id
        OR c.parent_id = NEW.parent_id AND c.organisation_id = NEW.organisation_id)
      AND EXISTS (SELECT 1 FROM directory_mandate m WHERE m.citizen_id = NEW.citizen_id AND m.is_representative
        AND m.organisation_id = NEW.organisation_id)))
  THEN
    {REFUSE.format("a case keeps its applicant, its matter and its authority")};
  END IF;
  RETURN NEW;
END"""
# The file comes from the sealing process, once.
SEALED = f"""
BEGIN
  IF NEW.sealed_id IS DISTINCT FROM OLD.sealed_id AND (OLD.sealed_id IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM exchange_sealrequest r
      WHERE r.what_id = NEW.id AND r.state = 'done' AND r.sealed_id = NEW.sealed_id))
  THEN
    {REFUSE.format("a paper gets its sealed file once, from the sealing process")};
  END IF;
  RETURN NEW;
END"""
# Its QR code is signed once, before it is drawn; it comes into force with its seal, and ends by a newer issue or by a
# decision about it.
MOVED = f"""
BEGIN
  IF NEW.qr IS DISTINCT FROM OLD.qr AND (OLD.qr IS NOT NULL OR OLD.status <> 'producing')
    OR NEW.file_id IS DISTINCT FROM OLD.file_id AND (OLD.file_id IS NOT NULL OR OLD.qr IS NULL)
    OR NEW.status <> OLD.status AND NOT (CASE
      WHEN OLD.status = 'producing' THEN NEW.status = 'in_force' AND NEW.sealed_id IS NOT NULL
      WHEN NEW.status = 'replaced' THEN OLD.status = 'in_force' AND EXISTS (SELECT 1 FROM records_certificate r
        WHERE r.number = NEW.number AND r.issue > NEW.issue AND r.status = 'in_force')
      ELSE OLD.status NOT IN ('replaced', 'deregistered') AND EXISTS (SELECT 1 FROM cases_certificatechange h
        WHERE h.certificate_id = NEW.id AND h.outcome = 'grant' AND NEW.status = CASE h.kind WHEN 'revoke' THEN 'revoked'
          WHEN 'forfeit' THEN 'forfeited' WHEN 'retract' THEN 'retracted' WHEN 'deregister' THEN 'deregistered' END)
    END)
  THEN
    {REFUSE.format("a certificate changes only by its seal, a newer issue, or a decision about it")};
  END IF;
  RETURN NEW;
END"""
MADE = f"""
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW."case" AND c.authority_id = NEW.authority_id
      AND c.package_version_id = NEW.package_version_id) OR NEW.status <> 'producing' OR NEW.sealed_id IS NOT NULL OR NEW.qr IS NOT NULL
    OR NEW.issue > 1 AND NOT EXISTS (SELECT 1 FROM records_certificate r JOIN cases_certificatechange h
      ON h.certificate_id = r.id WHERE r."case" = NEW."case" AND r.number = NEW.number AND r.issue = NEW.issue - 1
      AND h.kind IN ('correct', 'replace') AND h.outcome = 'grant')
  THEN
    {REFUSE.format("a certificate is of the matter and the authority of its case")};
  END IF;
  RETURN NEW;
END"""
WRITTEN = f"""
BEGIN
  IF NEW.sealed_id IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW."case"
      AND NEW.department_id IN (c.authority_id, c.accepting_body_id))
    OR NEW.kind LIKE 'change-%' AND NOT EXISTS (SELECT 1 FROM cases_certificatechange h WHERE h.id = NEW.about
      AND h.case_id = NEW."case" AND (CASE NEW.kind WHEN 'change-notice' THEN h.told_on IS NOT NULL ELSE h.outcome <> '' END))
    OR NEW.kind LIKE 'decision-%' AND NOT EXISTS (SELECT 1 FROM cases_decision d WHERE d.id = NEW.about
      AND d.case_id = NEW."case" AND 'decision-' || d.outcome = NEW.kind)
  THEN
    {REFUSE.format("a letter speaks for the body of its case, and of a decision only as it was made")};
  END IF;
  RETURN NEW;
END"""
ASKED = f"""
BEGIN
  IF NEW.state <> 'asked' OR NEW.sealed_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM exchange_seal s WHERE s.id = NEW.seal_id
    AND s.department_id = CASE NEW.what
      WHEN 'letter' THEN (SELECT l.department_id FROM records_letter l WHERE l.id = NEW.what_id AND l.file_id = NEW.file_id)
      WHEN 'certificate' THEN (SELECT r.authority_id FROM records_certificate r WHERE r.id = NEW.what_id)
    END)
  THEN
    {REFUSE.format("a paper bears the seal of the body it speaks for")};
  END IF;
  RETURN NEW;
END"""
IN_AUTHORITY = "IN (SELECT p.id FROM directory_post p JOIN cases_case c ON c.authority_id = p.department_id WHERE c.id = NEW.case_id)"
DECIDER = f"""
DECLARE
  day date := (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF kit_is_now(NEW.decided_at) IS NOT TRUE OR NOT ({held("NEW.officer", IN_AUTHORITY, "day")})
    OR NOT EXISTS (SELECT 1 FROM directory_officer o WHERE o.id = NEW.officer AND o.administration = '')
  THEN
    {REFUSE.format("who holds a post of the authority decides, and now")};
  END IF;
  RETURN NEW;
END"""
# A change is asked for or proposed now, open; it is decided once, now, by who holds a post of the authority and, where
# the certificate ends, is not who proposed it.
ASKED_CHANGE = f"""
BEGIN
  IF kit_is_now(NEW.asked_at) IS NOT TRUE OR NEW.outcome <> '' OR num_nonnulls(NEW.reasons, NEW.decided_by, NEW.decided_at) > 0
    OR NOT EXISTS (SELECT 1 FROM records_certificate r WHERE r.id = NEW.certificate_id AND r."case" = NEW.case_id)
    OR NEW.kind IN ('revoke', 'forfeit', 'retract') AND (NEW.told_on IS NULL OR kit_is_today(NEW.told_on) IS NOT TRUE)
  THEN
    {REFUSE.format("a change of a certificate begins open, and now")};
  END IF;
  RETURN NEW;
END"""
DECIDED_CHANGE = f"""
DECLARE
  day date := (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF OLD.outcome <> '' OR NEW.outcome NOT IN ('grant', 'refuse') OR kit_is_now(NEW.decided_at) IS NOT TRUE
    OR NOT ({held("NEW.decided_by", IN_AUTHORITY, "day")})
    OR NEW.asked_by = NEW.decided_by
    OR NEW.outcome = 'grant' AND NEW.answer_until >= day AND NEW.stated_at IS NULL
  THEN
    {REFUSE.format("a change is decided once, by another officer of the authority, after the holder was heard")};
  END IF;
  RETURN NEW;
END"""
# When a fact was recorded is the database's word, whatever the process says.
TOLD = f"""
DECLARE
  day date := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  NEW.recorded_at := clock_timestamp();
  IF kit_is_now(NEW.at) IS NOT TRUE
    OR NEW.actor_kind = 'officer' AND (NOT EXISTS (SELECT 1 FROM directory_officer o WHERE o.id = NEW.actor)
      OR NEW.post IS NOT NULL AND NOT ({held("NEW.actor", "= NEW.post", "day")}))
  THEN
    {REFUSE.format("a fact is told when it happens, by who did it")};
  END IF;
  RETURN NEW;
END"""
NOT_THEIRS = f"""
BEGIN
  {REFUSE.format("what runs by itself speaks as the system")};
END"""
LEDGER = ("kit_act", "kit_access")
BY_ITSELF = "current_user IN ('tongban_worker', 'tongban_sealer')"


def under_way(case: str) -> str:
    """Whether a case takes papers of its applicant: it is being filed, or a correction waits or is being answered."""
    return f"""EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {case} AND c.station IN ('submit', 'work')
        AND (c.version = 0 OR EXISTS (SELECT 1 FROM cases_correction o WHERE o.case_id IN (c.id, c.parent_id)
          AND (o.answered_on IS NULL OR kit_is_today(o.answered_on)))))"""


FUNCTIONS = {
    "cases_identity": IDENTITY, "cases_sealed": SEALED, "cases_made": MADE, "cases_written": WRITTEN, "cases_asked": ASKED,
    "cases_decider": DECIDER, "cases_moved": MOVED,
    "cases_change_asked": ASKED_CHANGE, "cases_change_decided": DECIDED_CHANGE, "cases_told": TOLD, "cases_not_theirs": NOT_THEIRS,
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_walls")]

    operations = [
        *[owner_function(f"{name}()", "trigger", body, roles=(), language="plpgsql") for name, body in FUNCTIONS.items()],
        guard("cases_case", "UPDATE", "cases_identity", of=BY_A_PROCESS),
        guard("records_letter", "UPDATE", "cases_sealed", of=BY_A_PROCESS),
        guard("records_certificate", "UPDATE", "cases_sealed", of=BY_A_PROCESS),
        guard("records_certificate", "UPDATE", "cases_moved", of=BY_A_PROCESS),
        guard("records_certificate", "INSERT", "cases_made", of=BY_A_PROCESS),
        guard("cases_certificatechange", "INSERT", "cases_change_asked", of=BY_A_PROCESS),
        guard("cases_certificatechange", "UPDATE", "cases_change_decided", of=f"{BY_A_PROCESS} AND NEW.outcome <> OLD.outcome"),
        guard("records_letter", "INSERT", "cases_written", of=BY_A_PROCESS),
        guard("exchange_sealrequest", "INSERT", "cases_asked", of=BY_A_PROCESS),
        guard("cases_decision", "INSERT", "cases_decider", of=BY_A_PROCESS),
        *[guard(table, "INSERT", "cases_told", of=BY_A_PROCESS) for table in LEDGER],
        *[guard(table, "INSERT", "cases_not_theirs", of=f"{BY_ITSELF} AND NEW.actor_kind <> 'system'") for table in LEDGER],
        wall("cases_revision", "INSERT", f"kit_is_now(made_at) AND {under_way('case_id')}"),
        wall("cases_revisionmaterial", "INSERT", "EXISTS (SELECT 1 FROM cases_revision v WHERE v.id = revision_id"
             f" AND kit_is_now(v.made_at) AND {under_way('v.case_id')})"),
        wall("cases_rating", "INSERT", "kit_is_now(rated_at) AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id"
             " AND c.station = 'close' AND c.parent_id IS NULL)"),
        wall("cases_certificatechange", "INSERT", "by_holder AND kind IN ('correct', 'replace') AND told_on IS NULL"),
        wall("cases_certificatechange", "UPDATE", "outcome = '' AND told_on IS NOT NULL AND kit_is_now(stated_at)"),
        wall("directory_mandate", "UPDATE", "revoked_at IS NOT NULL AND kit_is_now(revoked_at)"),
        wall("kit_storedfile", "INSERT", "kit_is_now(created_at)"),
    ]  # fmt: skip
