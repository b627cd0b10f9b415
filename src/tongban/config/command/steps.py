"""Single steps of bringing a city up, each a process of its own that ends with us, its words kept in the logs."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tongban.config.command.messages import Stop
from tongban.config.command.places import ROOT, private_folder
from tongban.config.command.processes import python_env
from tongban.kit.database.lifeline import tied
from tongban.kit.database.postmaster import tail


def run(data: Path, name: str, command: Sequence[str], *, zh: str, en: str, aloud: bool = False) -> None:
    """Runs `python command…` as the owner. `aloud` shows what it says. Raises Stop with the end of its log."""
    log = private_folder(data / "logs") / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.DEVNULL,
            stdout=None if aloud else file,
            stderr=None if aloud else file,
            cwd=ROOT,
            env=python_env(data, "owner"),
            **tied(),
        )
        try:
            status = process.wait()
        except BaseException:
            _end(process)
            raise
    if status:
        words = "\n".join(f"    {line}" for line in tail(log))
        raise Stop(
            f"{zh}失败\n{words}", f"{en} failed (status {status})", mend="" if aloud else f"the whole log is {log}"
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    deadline = time.monotonic() + 5
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    if process.poll() is None:
        process.kill()
        process.wait()
