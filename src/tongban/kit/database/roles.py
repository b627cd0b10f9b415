"""The database's roles, one per process, and the database itself; created where missing, every time alike.

The owner migrates; the others work with what the grants and row policies give them. None is a superuser or passes by
row security.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.kit.database.cluster import Cluster

DATABASE = "tongban"
SUPERUSER = "postgres"
ROLES = {role: f"tongban_{role}" for role in ("owner", "public", "office", "worker", "sealer")}
WORKING = tuple(ROLES[role] for role in ("public", "office", "worker", "sealer"))

_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
END $$;
ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS {inherits};
"""
_DATABASE = f"""
SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLES["owner"]} TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE} TO {", ".join(WORKING)};
"""


def provision(cluster: "Cluster") -> None:
    """Roles and database. Idempotent; one round trip."""
    roles = (_ROLE.format(role=role, inherits=_inherits(role)) for role in ROLES.values())
    cluster.psql("".join(roles) + _DATABASE)


def _inherits(role: str) -> str:
    """The owner inherits pg_database_owner, or could make no table on PostgreSQL 15; the others inherit nothing."""
    return "INHERIT" if role == ROLES["owner"] else "NOINHERIT"


def allow_tests(cluster: "Cluster") -> None:
    """What only a test cluster has: the owner may make databases and step down to the working roles (SET ROLE)."""
    owner = ROLES["owner"]
    cluster.psql(f"ALTER ROLE {owner} CREATEDB; GRANT {', '.join(WORKING)} TO {owner};")
