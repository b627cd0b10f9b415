"""How a process reaches its database: DATA/database.json says where, the role says as whom.

The file holds no secret. Passwords exist only for an outside server (`DATABASE_URL`), one 0600 file per role, so that
a process knows its own and no other.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tongban.kit.database.problems import DatabaseProblem
from tongban.kit.database.roles import DATABASE, ROLES

DESCRIPTION = "database.json"
ENGINE = "django.db.backends.postgresql"
_CHECKOUT = Path(__file__).resolve().parents[4]


def connection_settings(role: str, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One entry of Django's DATABASES for a process that works as `role` (owner, public, office, worker, sealer).

    `TONGBAN_DATA` names the data folder (default: `var` in the checkout). Raises DatabaseProblem if no database has
    been started there yet, KeyError for a role that does not exist.
    """
    env = os.environ if env is None else env
    name = ROLES[role]
    data = Path(env.get("TONGBAN_DATA") or _CHECKOUT / "var")
    description = read_description(data)
    if role == "owner" and description["external"]:
        return parse_url(env.get("DATABASE_URL", ""))
    settings = {key: description[key] for key in ("NAME", "HOST", "PORT", "OPTIONS")}
    return {"ENGINE": ENGINE, **settings, "USER": name, "PASSWORD": _password(data, role, description["external"])}


def read_description(data: Path) -> dict[str, Any]:
    """DATA/database.json. Raises DatabaseProblem when there is none."""
    try:
        found: dict[str, Any] = json.loads((data / DESCRIPTION).read_text())
    except FileNotFoundError:
        raise DatabaseProblem(
            f"{data} 尚未启动过数据库",
            f"no database has been started for {data}",
            f"start it: ./tongban up --data {data}",
        ) from None
    return found


def describe(
    data: Path,
    *,
    host: str,
    port: int,
    version: str,
    name: str = DATABASE,
    options: Mapping[str, str] | None = None,
    external: bool = False,
) -> None:
    """Writes DATA/database.json, whole or not at all."""
    content = {"HOST": host, "PORT": str(port), "NAME": name, "OPTIONS": dict(options or {})}
    partial = data / f"{DESCRIPTION}.{os.getpid()}"
    partial.write_text(json.dumps({**content, "version": version, "external": external}, indent=1) + "\n")
    partial.replace(data / DESCRIPTION)


def password_file(data: Path, role: str) -> Path:
    """Where the password of `role` on an outside server is kept."""
    return data / "secrets" / f"database-{role}.password"


def _password(data: Path, role: str, external: bool) -> str:
    return password_file(data, role).read_text().strip() if external else ""


def parse_url(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?sslmode=…` as an entry of DATABASES. Raises DatabaseProblem."""
    try:
        parts = urlsplit(url)
        number = parts.port
        if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
            raise ValueError
    except ValueError:
        raise DatabaseProblem(
            "DATABASE_URL 不是 PostgreSQL 数据库地址",
            "DATABASE_URL is not an address of a PostgreSQL database",
            "write it as postgresql://user:password@host:5432/name, with %40 for @, %23 for #, %2F for / in the password",
        ) from None
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": ENGINE,
        "NAME": unquote(parts.path.strip("/")),
        "HOST": host,
        "PORT": str(query.pop("port", "") or number or 5432),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": query,
    }
