"""A real city for the browser: started by `./tongban up`, watched, hurt and ended from outside."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tongban.kit.database.connection import connection_settings

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, END_SECONDS = 480.0, 40.0
ROLES = {"public": "tongban_public", "office": "tongban_office", "worker": "tongban_worker", "sealer": "tongban_sealer"}


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer of `condition`; fails with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.1)
    return found


class RunningCity:
    """One `./tongban up` on one data folder, in a session of its own as a terminal would give it."""

    def __init__(self, data: Path, cases: int = 0) -> None:
        self.data, self.cases = data, cases
        self.port, self.office_port = free_port(), free_port()
        self.public, self.office = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.office_port}"
        self.output = data.parent / "up.log"
        self.process: subprocess.Popen[bytes] | None = None

    def up(self) -> None:
        """Starts the city and waits until it is said to be ready."""
        ports = ["--port", str(self.port), "--office-port", str(self.office_port)]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [str(ROOT / "tongban"), "up", "--data", str(self.data), *ports],
                stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=self.env, start_new_session=True,
            )  # fmt: skip
        wait_for(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, START_SECONDS, "the city is up")
        assert self.process.poll() is None, self.said

    def end(self) -> None:
        """Ctrl-C, as a terminal sends it: status 0, and no process, port or lock is left of the whole city."""
        assert self.process is not None
        family = self.family()
        try:
            assert self.process.poll() is None, self.said
            names = " ".join(family.values())
            assert [word for word in ("postgres", "granian", "worker", "sealer") if word not in names] == []
            os.killpg(self.process.pid, signal.SIGINT)
            assert self.process.wait(END_SECONDS) == 0, self.said
            assert "Traceback" not in self.said
            assert {pid: name for pid, name in self.family().items() if pid != self.process.pid} == {}
            assert [pid for pid in family if Path(f"/proc/{pid}").exists() and pid != self.process.pid] == []
            assert [port for port in (self.port, self.office_port) if self._answers(port)] == []
            assert list(self.data.rglob("postmaster.pid")) == []
            assert self.command("status").returncode == 3
        finally:
            for pid in self.family():
                os.kill(pid, signal.SIGKILL)

    def family(self) -> dict[int, str]:
        """The supervisor with all that descends from it, and whatever else names the data folder; by command line."""
        assert self.process is not None
        parents, names = {}, {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                pid, line = int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
                named = str(self.data) in line or str(self.data).encode() in (entry / "environ").read_bytes()
            except OSError:
                continue
            parents[pid] = int(parent)
            if state != "Z" and pid != os.getpid():
                names[pid] = (line, named)

        def ours(pid: int) -> bool:
            return pid == self.process.pid or (pid > 1 and ours(parents.get(pid, 0)))  # type: ignore[union-attr]

        return {pid: line for pid, (line, named) in names.items() if named or ours(pid)}

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One subcommand on this city's data folder."""
        return subprocess.run(
            [str(ROOT / "tongban"), words[0], "--data", str(self.data), *words[1:]],
            capture_output=True, text=True, env=self.env, timeout=90, check=False,
        )  # fmt: skip

    def kill(self, name: str) -> int:
        """SIGKILL to one child of the supervisor and its own children; returns once it runs again, under this id."""
        pid = self.child(name)
        assert pid, f"no {name} runs"
        os.killpg(pid, signal.SIGKILL)
        new = wait_for(lambda: self.child(name) not in (0, pid) and self.child(name), 60, f"{name} is started again")
        if name in ("public", "office"):
            wait_for(lambda: self._answers(self.port if name == "public" else self.office_port), 60, f"{name} answers")
        return int(new)

    def child(self, name: str) -> int:
        """Process id of one child of the supervisor, 0 when it does not run."""
        assert self.process is not None
        mark = {"public": str(self.port), "office": str(self.office_port)}.get(name, name)
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            if int(parent) == self.process.pid and mark.encode() in words:
                return int(entry.name)
        return 0

    @contextmanager
    def stopped_at(self, table: str, name: str) -> Iterator[Callable[[], None]]:
        """Inside, the process called `name` ("public", …) halts where it first writes a row of `table`.

        Yields a function that returns once it stands there, in the middle of its transaction.
        """
        with self._database() as other, self._database(autocommit=True) as looking:
            other.execute(f'LOCK TABLE "{table}" IN SHARE MODE')

            def reached() -> bool:
                found = looking.execute(
                    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                    " WHERE NOT l.granted AND l.relation = %s::regclass AND a.usename = %s",
                    (table, ROLES[name]),
                ).fetchone()
                return bool(found and found[0])

            yield lambda: wait_for(reached, 40, f"{name} comes to {table}")

    def asked(self, statement: str, *values: Any) -> Any:
        """The first value of a statement that looks (or mends the time) as the owner of the tables."""
        with self._database(autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def _database(self, *, autocommit: bool = False) -> Any:
        known = connection_settings("owner", {"TONGBAN_DATA": str(self.data)})
        return psycopg.connect(
            host=known["HOST"], port=known["PORT"], dbname=known["NAME"], user=known["USER"],
            password=known["PASSWORD"] or None, autocommit=autocommit, **known["OPTIONS"],
        )  # fmt: skip

    def _answers(self, port: int) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    @property
    def said(self) -> str:
        """All that `up` printed."""
        return self.output.read_text()

    @property
    def accounts(self) -> dict[str, dict[str, Any]]:
        """The demo sign-ins by key of the person."""
        found = json.loads(self.command("accounts", "--json").stdout)
        return {one["login"]: one for one in found}

    @property
    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAN_", "DATABASE_URL", "DJANGO_", "PG"))}
        return kept | {"TONGBAN_WORLD_CASES": str(self.cases)}
