"""Migration operations for roles: which process may touch which table, and which rows.

`public`, `office`, `worker` and `sealer` are the roles of the processes; the owner migrates and owns the tables.
"""

from django.db.migrations import RunSQL

ROLE = "tongban_{}"
PROCESSES = ("public", "office", "worker", "sealer")


def grant(table: str, **privileges: str) -> RunSQL:
    """grant("cases_case", public="SELECT, INSERT", office="SELECT, INSERT, UPDATE")."""
    statements = tuple(f"GRANT {what} ON {table} TO {ROLE.format(role)}" for role, what in privileges.items())
    undo = tuple(f"REVOKE ALL ON {table} FROM {ROLE.format(role)}" for role in privileges)
    return RunSQL(statements, undo)


def row_security(table: str, *, seen_by_public: str) -> RunSQL:
    """Rows of `table` exist for the public process only where the condition holds; others see all."""
    others = ", ".join(ROLE.format(role) for role in PROCESSES if role != "public")
    return RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY public_rows ON {table} TO {ROLE.format('public')}"
            f" USING ({seen_by_public}) WITH CHECK ({seen_by_public})",
            f"CREATE POLICY other_rows ON {table} TO {others} USING (true) WITH CHECK (true)",
        ],
        [
            f"DROP POLICY other_rows ON {table}",
            f"DROP POLICY public_rows ON {table}",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )
