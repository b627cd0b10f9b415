"""An outside server (`DATABASE_URL`): its user is the owner; the working roles are made on it with random passwords."""

import os
import secrets
from pathlib import Path

import psycopg
from psycopg import sql

from tongban.kit.database.connection import describe, parse_url, password_file
from tongban.kit.database.problems import DatabaseProblem
from tongban.kit.database.roles import ROLES

TAKE_OVER = "TONGBAN_TAKE_OVER_ROLES"


def prepare(data: Path, url: str) -> None:
    """Makes what the working processes need on the server of `url`; idempotent. Raises DatabaseProblem.

    Roles are shared by all databases of a server: one that exists, and whose password this data folder does not hold,
    belongs to another installation and is left alone unless TONGBAN_TAKE_OVER_ROLES=1 says to give it a new password.
    """
    entry = parse_url(url)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            version = connection.info.server_version
            if version < 150000:
                raise DatabaseProblem(
                    "DATABASE_URL 的服务器版本过低",
                    f"the server of DATABASE_URL is PostgreSQL {version // 10000}",
                    "use PostgreSQL 15 or newer",
                )
            for role, name in ROLES.items():
                if role != "owner":
                    _role(connection, data, role, name, entry["NAME"])
            shown = str(connection.execute("SHOW server_version").fetchone()[0]).split()[0]  # type: ignore[index]
    except psycopg.errors.InsufficientPrivilege as refused:
        raise DatabaseProblem(
            "DATABASE_URL 的用户无权创建工作角色",
            f"the user of DATABASE_URL may not make the working roles: {refused.diag.message_primary}",
            f"as an administrator of that server run:  ALTER ROLE {entry['USER'] or 'USER'} CREATEROLE",
        ) from None
    except psycopg.OperationalError as failed:
        raise DatabaseProblem(
            "无法连接 DATABASE_URL 的服务器",
            f"the server of DATABASE_URL cannot be reached: {str(failed).strip()}",
            "check the address and the password",
        ) from None
    describe(
        data,
        host=entry["HOST"],
        port=int(entry["PORT"]),
        version=shown,
        name=entry["NAME"],
        options=entry["OPTIONS"],
        external=True,
    )


def _role(
    connection: "psycopg.Connection[tuple[object, ...]]", data: Path, role: str, name: str, database: str
) -> None:
    file = password_file(data, role)
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None
    if exists and not file.exists() and os.environ.get(TAKE_OVER) != "1":
        raise DatabaseProblem(
            f"角色 {name} 已存在,而 {data} 没有它的口令,可能属于另一座城市",
            f"role {name} exists on that server, and {data} does not hold its password: another city may use it",
            f"use another server, or give the roles new passwords with  {TAKE_OVER}=1 ./tongban up",
        )
    if not exists or not file.exists():
        password = secrets.token_urlsafe(32)
        verb = sql.SQL("ALTER" if exists else "CREATE")
        options = sql.SQL("LOGIN NOINHERIT PASSWORD {}").format(sql.Literal(password))
        connection.execute(sql.SQL("{} ROLE {} WITH {}").format(verb, sql.Identifier(name), options))
        _keep(file, password)
    grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(name))
    connection.execute(grant)


def _keep(file: Path, password: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(password)
    partial.replace(file)
