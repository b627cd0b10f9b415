"""What a running city consists of: two sites, the worker, the sealer; each with its own settings and database role."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tongban.config.command import fonts
from tongban.config.command.children import Child
from tongban.config.command.places import ROOT

OWNER_ONLY = ("DATABASE_URL",)  # the owner's password is none of a web process's business
THREADS = {"public": "TONGBAN_PUBLIC_THREADS", "office": "TONGBAN_OFFICE_THREADS"}
WORKERS = {"public": "TONGBAN_PUBLIC_WORKERS", "office": "TONGBAN_OFFICE_WORKERS"}


@dataclass(frozen=True)
class Address:
    """Where the two sites listen."""

    host: str
    public_port: int
    office_port: int

    def url(self, site: str) -> str:
        """The address to type into a browser."""
        port = self.public_port if site == "public" else self.office_port
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{port}"


def python_env(data: Path, role: str, address: Address | None = None) -> dict[str, str]:
    """The environment of a process of this city that works as `role`."""
    env = {name: value for name, value in os.environ.items() if role == "owner" or name not in OWNER_ONLY}
    env |= {
        "TONGBAN_DATA": str(data),
        "TONGBAN_DB_ROLE": role,
        "DJANGO_SETTINGS_MODULE": f"tongban.config.settings.{'manage' if role == 'owner' else role}",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONUNBUFFERED": "1",
        fonts.FETCHED: str(fonts.fetched_folder()),
    }
    if address:
        env.setdefault("TONGBAN_PUBLIC_URL", address.url("public"))
        env.setdefault("TONGBAN_OFFICE_URL", address.url("office"))
        env.setdefault("TONGBAN_HOSTS", ",".join(_hosts(address.host)))
    return env


def _hosts(host: str) -> list[str]:
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in ("0.0.0.0", "::"):
        return [*names, os.uname().nodename]
    return list(dict.fromkeys([*names, f"[{host}]" if ":" in host else host]))


def site(data: Path, name: str, address: Address) -> Child:
    """The web server of one site."""
    port = address.public_port if name == "public" else address.office_port
    counts: Mapping[str, str] = os.environ
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", address.host, "--port", str(port), "--workers-kill-timeout", "4", "--respawn-failed-workers"]
    command += ["--workers", counts.get(WORKERS[name], "2" if name == "public" else "1")]
    command += ["--blocking-threads", counts.get(THREADS[name], "4")]
    command.append(f"tongban.config.wsgi_{name}:application")
    return Child(name, command, python_env(data, name, address), data / "logs")


def background(data: Path, name: str, address: Address) -> Child | None:
    """The worker or the sealer: a management command of the same name. None while the code has no such command."""
    if not has_command(name):
        return None
    return Child(name, [sys.executable, "-m", "django", name], python_env(data, name, address), data / "logs")


def has_command(name: str) -> bool:
    """Whether one of our rooms has the management command `name`."""
    return any((ROOT / "src" / "tongban").glob(f"*/management/commands/{name}.py"))
