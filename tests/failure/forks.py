"""One warm process that forks a child for each scenario of tests/failure/driver.py: Django and the packages load once.

A child is a process of its own, with its own database connection, and can be killed like any other. The warm process
never touches the database. One line of JSON in ([scenario, argument…]), one out ({"status", "out", "err"}).
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120  # a scenario that hangs is ended by SIGALRM


class Forks:
    """The warm process, seen from a test."""

    def __init__(self, env: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.failure.forks"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, scenario: str, *arguments: str) -> dict[str, Any]:
        """{"status": exit status, negative for a signal, "out": what it returned, "err": what it wrote to stderr}."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([scenario, *arguments]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the warm process has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        """Ends the warm process; its children have ended before."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def serve() -> None:
    """Answers until its input ends."""
    from tests.failure import driver  # loads Django and the packages, once

    for line in sys.stdin:
        scenario, *arguments = json.loads(line)
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            child = os.fork()
            if child == 0:
                _child(getattr(driver, scenario), arguments, out.fileno(), err.fileno())
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            for file in (out, err):
                file.seek(0)
            answer = {"status": status, "out": json.loads(out.read() or "null"), "err": err.read()}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _child(scenario: Any, arguments: list[str], out: int, err: int) -> None:
    """Never returns: the child ends here, without what the warm process would do at its own end."""
    os.dup2(err, 2)
    signal.alarm(SECONDS)
    os.dup2(err, 1)  # a stray print must not look like an answer
    status = 1
    try:
        os.write(out, json.dumps(scenario(*arguments), ensure_ascii=False).encode())
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
