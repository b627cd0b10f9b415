"""A whole city on this machine: how long until it serves, first and again, and how it stands a crowd (mixed load).

The crowd comes from the same machine and takes its share of it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tongban.config.command.messages import Stop
from tongban.config.command.places import ROOT
from tongban.kit.database.ephemeral import discard

CONNECTIONS, SECONDS = (10, 40), 15


def measure() -> dict[str, float]:
    """Seconds for the starts; for each crowd its requests a second and how long they waited."""
    data = Path(tempfile.mkdtemp(prefix="tongban-bench-"))
    data.chmod(0o711)
    ports = [_free(), _free()]
    try:
        seconds, city = _up(data, ports)
        result = {"first start with the whole demo city, s": seconds}
        _down(city)
        seconds, city = _up(data, ports)
        result["start again, s"] = seconds
        for many in CONNECTIONS:
            result |= {f"{many} connections: {name}": one for name, one in _crowd(data, ports, many).items()}
        _down(city)
        return result
    finally:
        discard(data)
        shutil.rmtree(data, ignore_errors=True)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _up(data: Path, ports: list[int]) -> tuple[float, subprocess.Popen[str]]:
    command = [
        str(ROOT / "tongban"),
        "up",
        "--data",
        str(data),
        "--port",
        str(ports[0]),
        "--office-port",
        str(ports[1]),
    ]
    started = time.monotonic()
    city = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert city.stdout is not None
    told = []
    for line in city.stdout:
        told.append(line)
        if "Ctrl-C" in line:
            return round(time.monotonic() - started, 1), city
    raise Stop("城市没有启动", "the city did not start: " + "".join(told[-5:]), mend="see its message above")


def _down(city: subprocess.Popen[str]) -> None:
    os.killpg(city.pid, signal.SIGINT)
    city.communicate(timeout=60)


def _crowd(data: Path, ports: list[int], connections: int) -> dict[str, float]:
    given = [str(one) for one in (*ports, data, connections, SECONDS)]
    command = [sys.executable, "-m", "world.measuring_load", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop("加压失败", f"the crowd failed: {done.stderr[-400:]}", mend="run it again when the machine is quiet")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
