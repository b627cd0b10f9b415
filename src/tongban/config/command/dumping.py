"""pg_dump and pg_restore of one city, always with the programs beside the server; passwords never on a command line."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tongban.config.command.messages import Stop
from tongban.kit.database import Cluster, find_binaries
from tongban.kit.database.connection import parse_url, read_description
from tongban.kit.database.roles import ROLES, SUPERUSER

# A dump of a newer server names settings that an older one does not know; nothing depends on them.
HARMLESS = ("transaction_timeout", "errors ignored on restore")


@dataclass(frozen=True)
class Server:
    """How pg_dump and pg_restore reach the database: arguments without secrets, and an environment."""

    arguments: tuple[str, ...]
    env: dict[str, str]


def server(data: Path) -> Server:
    """The running database of `data`."""
    env = Cluster.environment()
    if url := os.environ.get("DATABASE_URL"):
        entry = parse_url(url)
        env |= {
            "PGPASSWORD": entry["PASSWORD"],
            **{f"PG{key.upper()}": value for key, value in entry["OPTIONS"].items()},
        }
        user = entry["USER"]
    else:
        entry, user = read_description(data), SUPERUSER
    return Server(("-h", entry["HOST"], "-p", str(entry["PORT"]), "-U", user, "-d", entry["NAME"]), env)


def dump(data: Path, file: Path) -> None:
    """The whole database at one moment, in pg_dump's own compressed format."""
    to = server(data)
    command = [find_binaries()["pg_dump"], "-Fc", "-f", str(file), *to.arguments]
    done = subprocess.run(command, env=to.env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop("数据库导出失败", f"pg_dump failed: {done.stderr.strip()}", mend="see ./tongban status")


def load(data: Path, file: Path) -> None:
    """Brings a dump into the empty database of `data`: everything is the owner's of this server, grants as they were.

    The owner may have had another name where the dump was made: on a server of its own it is the user of the address.
    """
    to = server(data)
    command = [find_binaries()["pg_restore"], "--no-owner", *to.arguments, str(file)]
    if not os.environ.get("DATABASE_URL"):
        command.append(f"--role={ROLES['owner']}")  # an own server is reached as its superuser
    done = subprocess.run(command, env=to.env, capture_output=True, text=True, check=False)
    errors = [
        line for line in done.stderr.splitlines() if "error:" in line and not any(mark in line for mark in HARMLESS)
    ]
    if done.returncode and errors:
        raise Stop(
            "数据库导入失败",
            "pg_restore failed:\n  " + "\n  ".join(errors[:8]),
            mend="the backup is unharmed; a dump needs PostgreSQL programs as new as those that made it",
        )
