"""Migration operations for roles: which process may touch which table, and which rows.

`public`, `office`, `worker` and `sealer` are the roles of the processes; the owner migrates and owns the tables.
"""

from django.db.migrations import RunSQL

ROLE = "tongban_{}"
PROCESSES = ("public", "office", "worker", "sealer")
BY_PUBLIC = "current_user = 'tongban_public'"
BY_A_PROCESS = "current_user <> 'tongban_owner'"


def grant(table: str, **privileges: str) -> RunSQL:
    """grant("cases_case", public="SELECT, INSERT", office="SELECT, INSERT, UPDATE (station)")."""
    statements = tuple(f"GRANT {what} ON {table} TO {ROLE.format(role)}" for role, what in privileges.items())
    undo = tuple(f"REVOKE ALL ON {table} FROM {ROLE.format(role)}" for role in privileges)
    return RunSQL(statements, undo)


def setting(name: str) -> str:
    """What kit.viewer has told the database, as SQL: an id, or NULL."""
    return f"(SELECT NULLIF(current_setting('tongban.{name}', true), '')::uuid)"


SOUGHT = "(SELECT decode(NULLIF(current_setting('tongban.sought', true), ''), 'hex'))"


def row_security(table: str, *, seen_by_public: str, added: str | None = None, changed: str | None = None) -> RunSQL:
    """Rows of `table` exist for the public process only where the condition holds; others see all.

    `added` and `changed` are what it may insert, and update or delete, where that is not the same.
    """
    public, others = ROLE.format("public"), ", ".join(ROLE.format(role) for role in PROCESSES if role != "public")
    added, changed = added or seen_by_public, changed or seen_by_public
    policies = {
        "public_rows": f"FOR SELECT TO {public} USING ({seen_by_public})",
        "public_additions": f"FOR INSERT TO {public} WITH CHECK ({added})",
        "public_changes": f"FOR UPDATE TO {public} USING ({changed}) WITH CHECK ({changed})",
        "public_removals": f"FOR DELETE TO {public} USING ({changed})",
        "other_rows": f"TO {others} USING (true) WITH CHECK (true)",
    }
    return RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            *(f"CREATE POLICY {name} ON {table} {what}" for name, what in policies.items()),
        ],
        [*(f"DROP POLICY {name} ON {table}" for name in policies), f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"],
    )


def wall(table: str, command: str, check: str) -> RunSQL:
    """What the public process writes with `command` (INSERT, UPDATE) must hold `check`, whatever else lets it in."""
    name = f"public_{command.lower()}_wall"
    using = "USING (true) " if command == "UPDATE" else ""
    return RunSQL(
        f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {command} TO {ROLE.format('public')}"
        f" {using}WITH CHECK ({check})",
        f"DROP POLICY {name} ON {table}",
    )


def guard(table: str, when: str, function: str, *, of: str) -> RunSQL:
    """Calls a trigger function before each row (`when`: "INSERT", "INSERT OR UPDATE") that one of the roles writes."""
    name = f"{function}_guards"
    return RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW WHEN ({of}) EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON {table}",
    )


def owner_function(head: str, returns: str, body: str, *, roles: tuple[str, ...], language: str = "sql") -> RunSQL:
    """A function that runs as the owner of the tables: the narrow door through row security and grants.

    `head` is name and arguments, e.g. "cases_find(number varchar, code bytea)"; nobody but `roles` may call it.
    """
    name = head.partition("(")[0]
    to = ", ".join(ROLE.format(role) for role in roles)
    volatility = (
        "" if language == "plpgsql" or body.lstrip().startswith(("UPDATE", "INSERT", "DELETE", "WITH")) else "STABLE"
    )
    return RunSQL(
        [
            f"CREATE FUNCTION {head} RETURNS {returns} LANGUAGE {language} {volatility} SECURITY DEFINER"
            f" SET search_path = public, pg_temp AS $body$ {body} $body$",
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
            *([f"GRANT EXECUTE ON FUNCTION {name} TO {to}"] if to else []),
        ],
        f"DROP FUNCTION {name}",
    )
