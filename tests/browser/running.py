"""A real city for the browser: started by `./tongban up`, watched and ended from outside."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240.0


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
    """One `./tongban up` on one data folder."""

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
                stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=self.env,
            )  # fmt: skip
        wait_for(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, START_SECONDS, self.said)
        assert self.process.poll() is None, self.said

    def end(self) -> None:
        """SIGTERM, and the whole family is gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One subcommand on this city's data folder."""
        return subprocess.run(
            [str(ROOT / "tongban"), *words, "--data", str(self.data)],
            capture_output=True, text=True, env=self.env, timeout=90, check=False,
        )  # fmt: skip

    def kill(self, name: str) -> int:
        """SIGKILL to one child of the supervisor ("public", "office", "worker", "sealer"); its process id."""
        assert self.process is not None
        pid = self.child(name)
        assert pid, f"no {name} runs"
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: self.child(name) not in (0, pid), 30, f"{name} is started again")
        if name in ("public", "office"):
            wait_for(lambda: self._answers(self.port if name == "public" else self.office_port), 60, f"{name} answers")
        return pid

    def child(self, name: str) -> int:
        """Process id of one child, 0 when it does not run."""
        assert self.process is not None
        marks = {"public": str(self.port), "office": str(self.office_port)}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            if int(parent) == self.process.pid and marks.get(name, name).encode() in words:
                return int(entry.name)
        return 0

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
