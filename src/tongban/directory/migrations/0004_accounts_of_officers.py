"""Who signs in as an officer, and in which post: the office site changes it by the acts the product has, and tells each.

A password and a seed are set by whoever holds a live link (and, where another administrator confirmed it, the word);
a later password by its officer; an account of administration is closed, and any is opened again, by a request that
another administrator answered. Nobody is made an administrator but on the server. What is missing at commit is asked
of the ledger: each change has its fact, of the same transaction, by who may do it.
"""

from django.db import migrations

from tongban.kit.grants import BY_A_PROCESS, guard, owner_function

REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = 'insufficient_privilege'"
COLUMNS = """
REVOKE INSERT, UPDATE ON directory_officer FROM tongban_office;
GRANT INSERT (id, login, name, password, password_set_at, must_change_password, totp_seed, totp_last_step, administration,
    is_active, created_at),
  UPDATE (password, password_set_at, must_change_password, totp_seed, totp_last_step, is_active)
  ON directory_officer TO tongban_office;
REVOKE UPDATE ON directory_onetimelink, directory_appointment, directory_substitution, directory_post, directory_region,
  directory_department FROM tongban_office;
GRANT UPDATE (expires_at) ON directory_onetimelink TO tongban_office;
GRANT UPDATE (valid_from, valid_to) ON directory_appointment, directory_substitution TO tongban_office;
GRANT UPDATE (valid_to) ON directory_department TO tongban_office;
ALTER TABLE directory_onetimelink ADD COLUMN opened_in xid8;
"""
BACK = """
ALTER TABLE directory_onetimelink DROP COLUMN opened_in;
GRANT INSERT, UPDATE ON directory_officer TO tongban_office;
GRANT UPDATE ON directory_onetimelink, directory_appointment, directory_substitution, directory_post, directory_region,
  directory_department TO tongban_office;
"""
# The link is used up and bound to this transaction; the officer whose account it opens, or nothing.
OPEN_LINK = """UPDATE directory_onetimelink l SET used_at = moment, opened_in = pg_current_xact_id()
  WHERE kit_is_now(moment) AND l.secret_hash = sha256(secret) AND l.used_at IS NULL AND l.expires_at > moment
  AND EXISTS (SELECT 1 FROM directory_officer o WHERE o.id = l.officer_id AND o.is_active)
  AND (l.request_id IS NULL OR EXISTS (SELECT 1 FROM directory_accountrequest r
    WHERE r.id = l.request_id AND r.word_hash = sha256(word)))
  RETURNING l.officer_id"""


def administers(officer: str, kind: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM directory_officer d WHERE d.id = {officer} AND d.is_active AND d.administration {kind})"
    )


def answered(what: str) -> str:
    """A request about this account that another administrator has just confirmed."""
    return f"""EXISTS (SELECT 1 FROM directory_accountrequest r WHERE r.officer_id = NEW.id AND r.act = '{what}'
      AND r.state = 'done' AND kit_is_now(r.answered_at))"""


ACCOUNT = f"""
DECLARE
  allowed boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    allowed := NEW.password = '' AND NEW.administration = '' AND NEW.must_change_password AND NEW.totp_last_step = 0
      AND num_nonnulls(NEW.totp_seed, NEW.password_set_at) = 0;
  ELSE
    allowed := CASE
        WHEN NEW.is_active = OLD.is_active THEN true
        WHEN NEW.is_active THEN {answered("reopen")}
        WHEN NEW.administration = '' THEN true
        ELSE {answered("close")} AND EXISTS (SELECT 1 FROM directory_officer o
          WHERE o.administration = NEW.administration AND o.is_active AND o.id <> NEW.id)
      END AND CASE
        WHEN NEW.password = OLD.password AND NEW.totp_seed IS NOT DISTINCT FROM OLD.totp_seed THEN
          NEW.totp_last_step >= OLD.totp_last_step AND NEW.must_change_password = OLD.must_change_password
          AND NEW.password_set_at IS NOT DISTINCT FROM OLD.password_set_at
        WHEN NEW.password = '' OR NEW.totp_seed IS NULL OR kit_is_now(NEW.password_set_at) IS NOT TRUE THEN false
        WHEN NEW.totp_seed IS NOT DISTINCT FROM OLD.totp_seed AND NEW.totp_last_step = OLD.totp_last_step THEN
          EXISTS (SELECT 1 FROM directory_oldpassword p WHERE p.officer_id = NEW.id AND p.password = OLD.password)
        ELSE EXISTS (SELECT 1 FROM directory_onetimelink l WHERE l.officer_id = NEW.id
          AND l.opened_in = pg_current_xact_id() AND kit_is_now(l.used_at))
      END;
  END IF;
  IF allowed IS NOT TRUE THEN
    {REFUSE.format("an account changes by its link, by its officer, or by a request that was confirmed")};
  END IF;
  RETURN NEW;
END"""
# Whoever opens a new account gets no right with it; any other link follows a request that two administrators made.
LINK = f"""
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.expires_at <= OLD.expires_at THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' OR NEW.used_at IS NOT NULL OR NEW.opened_in IS NOT NULL
    OR kit_is_now(NEW.expires_at - interval '3 days') IS NOT TRUE
    OR NEW.request_id IS NULL AND NOT EXISTS (SELECT 1 FROM directory_officer o WHERE o.id = NEW.officer_id
      AND o.password = '' AND o.administration = '' AND o.is_active
      AND NOT EXISTS (SELECT 1 FROM directory_appointment h WHERE h.officer_id = o.id)
      AND NOT EXISTS (SELECT 1 FROM directory_substitution h WHERE h.officer_id = o.id))
    OR NEW.request_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM directory_accountrequest r WHERE r.id = NEW.request_id
        AND r.officer_id = NEW.officer_id AND r.act = 'link' AND r.state = 'done')
      OR EXISTS (SELECT 1 FROM directory_onetimelink l WHERE l.request_id = NEW.request_id))
  THEN
    {REFUSE.format("a link is of a new account, or of a request that was confirmed")};
  END IF;
  RETURN NEW;
END"""
ASKED = f"""
DECLARE
  allowed boolean;
  kept boolean := TG_OP = 'UPDATE' AND NEW.answered_by_id IS NOT DISTINCT FROM OLD.answered_by_id
    AND NEW.answered_at IS NOT DISTINCT FROM OLD.answered_at AND NEW.answer = OLD.answer;
BEGIN
  IF TG_OP = 'INSERT' THEN
    allowed := NEW.state = 'open' AND num_nonnulls(NEW.answered_by_id, NEW.answered_at) = 0 AND NEW.word_hash = ''
      AND kit_is_now(NEW.asked_at) AND {administers("NEW.asked_by_id", "= 'system'")};
  ELSIF NEW.state = OLD.state THEN
    allowed := kept AND (NEW.word_hash = OLD.word_hash
      OR OLD.word_hash = '' AND NEW.act = 'link' AND NEW.state IN ('confirmed', 'done'));
  ELSIF NEW.word_hash <> OLD.word_hash THEN allowed := false;
  ELSIF OLD.state = 'confirmed' THEN allowed := kept AND NEW.state IN ('done', 'ended');
  ELSIF NEW.state = 'ended' THEN allowed := kept AND OLD.state = 'open';
  ELSE
    allowed := OLD.state = 'open' AND NEW.state IN (CASE NEW.act WHEN 'link' THEN 'confirmed' ELSE 'done' END, 'refused')
      AND kit_is_now(NEW.answered_at) AND EXISTS (SELECT 1 FROM directory_officer o, directory_officer d
        WHERE o.id = NEW.officer_id AND d.id = NEW.answered_by_id AND d.is_active
        AND d.administration = CASE o.administration WHEN 'security' THEN 'audit' ELSE 'security' END);
  END IF;
  IF allowed IS NOT TRUE THEN
    {REFUSE.format("a request is asked by one administrator and answered once, by another")};
  END IF;
  RETURN NEW;
END"""
# A right is given from a day, and only ended; one that has not begun for a day is taken back.
RIGHT = f"""
BEGIN
  IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM directory_officer o WHERE o.id = NEW.officer_id AND o.is_active
      AND o.administration = '')
    OR TG_OP = 'UPDATE' AND (NEW.valid_to IS NULL OR NEW.valid_to > COALESCE(OLD.valid_to, 'infinity')
      OR NEW.valid_from <> OLD.valid_from AND NEW.valid_to <> '0001-01-01')
  THEN
    {REFUSE.format("a post is given to an officer in use, and a right that was given only ends")};
  END IF;
  RETURN NEW;
END"""


def told(kind: str, whose: str, by: str) -> str:
    """The fact of this transaction that tells the change, by who may do it."""
    return f"""EXISTS (SELECT 1 FROM kit_act a WHERE a.kind = {kind} AND a.txid = pg_current_xact_id()
      AND a.recorded_at >= now() AND a.actor_kind = 'officer' AND a.body ->> 'officer' = {whose}::text AND {by})"""


CREATED = told("'officer.created'", "NEW.id", administers("a.actor", "= 'system'"))
SET = told("ANY ('{officer.set-up,officer.password-changed}')", "NEW.id", "a.actor = NEW.id")
CLOSED = told(
    "CASE WHEN NEW.is_active THEN 'officer.reopened' ELSE 'officer.deactivated' END",
    "NEW.id",
    "a.actor <> NEW.id AND " + administers("a.actor", "<> ''"),
)
GIVEN = told(
    "ANY (CASE TG_OP WHEN 'INSERT' THEN '{post.appointed,post.substituted}' ELSE '{post.ended}' END::text[])",
    "NEW.officer_id",
    "a.body ->> 'held_post' = NEW.post_id::text AND a.actor <> NEW.officer_id AND "
    + administers("a.actor", "= 'security'"),
)
TOLD_OF_ACCOUNT = f"""
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF {CREATED} THEN RETURN NULL; END IF;
  ELSIF (NEW.password = OLD.password OR {SET}) AND (NEW.is_active = OLD.is_active OR {CLOSED}) THEN RETURN NULL;
  END IF;
  {REFUSE.format("a change of an account is told, by who made it")};
END"""
TOLD_OF_RIGHT = f"""
BEGIN
  IF {GIVEN} THEN RETURN NULL; END IF;
  {REFUSE.format("the security administrator gives and ends rights, and tells it")};
END"""
FUNCTIONS = {
    "directory_account": ACCOUNT, "directory_link": LINK, "directory_asked": ASKED, "directory_right": RIGHT,
    "directory_told_of_account": TOLD_OF_ACCOUNT, "directory_told_of_right": TOLD_OF_RIGHT,
}  # fmt: skip
RIGHTS = ("directory_appointment", "directory_substitution")


def told_at_commit(table: str, function: str, columns: str) -> migrations.RunSQL:
    name = f"{function}_at_commit"
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OF {columns} ON {table} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW WHEN ({BY_A_PROCESS}) EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_invitations_and_sign_in"), ("kit", "0005_own_transaction")]

    operations = [
        migrations.RunSQL(COLUMNS, BACK),
        owner_function(
            "directory_open_link(secret bytea, word bytea, moment timestamptz)", "uuid", OPEN_LINK, roles=("office",)
        ),
        *[owner_function(f"{name}()", "trigger", body, roles=(), language="plpgsql") for name, body in FUNCTIONS.items()],
        guard("directory_officer", "INSERT OR UPDATE", "directory_account", of=BY_A_PROCESS),
        guard("directory_onetimelink", "INSERT OR UPDATE OF expires_at", "directory_link", of="current_user = 'tongban_office'"),
        guard("directory_accountrequest", "INSERT OR UPDATE", "directory_asked", of=BY_A_PROCESS),
        *[guard(table, "INSERT OR UPDATE", "directory_right", of=BY_A_PROCESS) for table in RIGHTS],
        told_at_commit("directory_officer", "directory_told_of_account", "password, is_active"),
        *[told_at_commit(table, "directory_told_of_right", "valid_from, valid_to") for table in RIGHTS],
    ]  # fmt: skip
