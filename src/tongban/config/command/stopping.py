"""`stop`: ends the running city of a data folder and waits until nothing of it is left."""

import argparse
import os
import signal
import time

from tongban.config.command import running
from tongban.config.command.messages import Stop, say
from tongban.config.command.places import add_data_option, data_of

SECONDS = 60.0


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("stop", help="end the running city / 停止运行")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Status 0 also when nothing ran."""
    data = data_of(options)
    city = running.read(data)
    if city is None or not city.pid:
        say("没有正在运行的城市", f"no city runs on {data}")
        return 0
    os.kill(city.pid, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS
    while running.read(data) is not None:
        if time.monotonic() > deadline:
            raise Stop(
                f"进程 {city.pid} 在 {SECONDS:.0f} 秒内没有停止",
                f"process {city.pid} did not end within {SECONDS:.0f} s",
                mend=f"see ./tongban status, then  kill -9 {city.pid}  (nothing committed is lost)",
            )
        time.sleep(0.1)
    say("已停止", "stopped")
    return 0
