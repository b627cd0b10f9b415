"""One run of the stub city, watched from outside: its processes, its answers, its end."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class City:
    """One `up` of the stub checkout on one data folder."""

    def __init__(self, checkout: Path, data: Path) -> None:
        self.checkout, self.data = checkout, data
        self.ports = (free_port(), free_port())
        self.more: dict[str, str] = {}
        self.process: subprocess.Popen[str] | None = None

    def command(
        self, *arguments: str, text: str | None = None, timeout: float = 90
    ) -> subprocess.CompletedProcess[str]:
        """Runs one subcommand on this city's data folder."""
        return subprocess.run(
            [self.python, "-m", "tongban.config.command", *arguments, "--data", str(self.data)],
            input=text, capture_output=True, text=True, env=self.env, timeout=timeout, check=False,
        )  # fmt: skip

    @property
    def python(self) -> str:
        return str(self.checkout / ".venv/bin/python")

    @property
    def env(self) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("TONGBAN_", "DATABASE_URL", "DJANGO_"))
        }
        return (
            kept | {"PYTHONPATH": f"{self.checkout / 'src'}:{self.checkout}", "TONGBAN_PUBLIC_WORKERS": "1"} | self.more
        )

    def up_arguments(self, *more: str) -> list[str]:
        """The command line of `up`."""
        ports = ["--port", str(self.ports[0]), "--office-port", str(self.ports[1])]
        return [str(self.checkout / "tongban"), "up", "--data", str(self.data), *ports, *more]

    def up(self, *more: str) -> None:
        """Starts it and waits until both sites answer."""
        output = (self.checkout / "up.log").open("w")
        self.process = subprocess.Popen(self.up_arguments(*more), stdout=output, stderr=output, text=True, env=self.env)
        wait_for(lambda: self.process.poll() is not None or "Ctrl-C" in self.said, 60)
        assert self.process.poll() is None, self.said

    @property
    def said(self) -> str:
        """All that `up` printed."""
        return (self.checkout / "up.log").read_text()

    def end(self, number: int = signal.SIGTERM, seconds: float = 15) -> int:
        """Sends a signal to the supervisor and waits for its end; its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def processes(self) -> dict[int, str]:
        """Every process of this city, by what it was started with."""
        return {pid: name for pid, name in all_processes().items() if str(self.data) in name}


def all_processes() -> dict[int, str]:
    """Command line and environment of every process we may look at."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes() + b"\0" + (entry / "environ").read_bytes()
            working = os.readlink(entry / "cwd")
        except OSError:
            continue
        found[int(entry.name)] = words.replace(b"\0", b" ").decode(errors="replace") + working
    return found


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    """Waits until the condition holds; fails otherwise."""
    deadline = time.monotonic() + 4 * seconds  # a busy machine is no failure
    while not condition():
        assert time.monotonic() < deadline, f"not within {4 * seconds} s"
        time.sleep(0.05)
