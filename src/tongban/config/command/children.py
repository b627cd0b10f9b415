"""The processes of a running city, kept alive by their supervisor and ended in order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tongban.config.command.messages import say
from tongban.config.command.places import ROOT, private_folder
from tongban.kit.database.lifeline import tied
from tongban.kit.database.postmaster import tail

BACKOFF = (0.2, 1.0, 3.0, 10.0, 30.0)  # seconds before the first, second, … restart in a row
STEADY = 60.0  # seconds of life after which a child counts as healthy again
LONGEST_LOG = 20 * 1024 * 1024


@dataclass
class Child:
    """One process: `command` without secrets, `env` whole. It is its own process group, so its own children go too."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    logs: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = field(default=0.0, repr=False)

    @property
    def log(self) -> Path:
        """What the process writes."""
        return self.logs / f"{self.name}.log"

    def start(self) -> None:
        """Starts the process."""
        private_folder(self.logs)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, env=self.env, **tied()
            )
        self.started = time.monotonic()

    def watch(self) -> None:
        """Restarts the process if it died, later and later while it keeps dying."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            if self.deaths and now - self.started > STEADY:
                self.deaths = 0
            return
        self.kill()  # its own children must not hold its port
        self.process = None
        self.due = now + BACKOFF[min(self.deaths, len(BACKOFF) - 1)]
        self.deaths += 1
        say(f"{self.name} 进程退出(状态 {status}),即将重启", f"{self.name} ended (status {status}), restarting it")

    def ask_to_end(self) -> None:
        """SIGTERM to the process, which ends its own children in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def await_end(self, deadline: float) -> None:
        """Waits until `deadline` (monotonic), then kills the group; nothing of it is left afterwards."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.kill()
        self.process.wait()
        self.process = None

    def kill(self) -> None:
        """SIGKILL to all of the group that still lives."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """The end of its log, for a message."""
        return "\n".join(f"    {line}" for line in tail(self.log))


def end(groups: Sequence[tuple[Sequence[Child], float]]) -> None:
    """Ends the groups one after the other; the members of one together, within its seconds."""
    for group, seconds in groups:
        for child in group:
            child.ask_to_end()
        deadline = time.monotonic() + seconds
        for child in group:
            child.await_end(deadline)
