"""`demo-load N`: more cases in a demo city, fast, for benches and load tests."""

import argparse
import subprocess
import sys

from tongban.config.command.messages import Stop
from tongban.config.command.places import ROOT, data_of
from tongban.config.command.processes import python_env
from tongban.config.command.serving import database


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("demo-load", help="more cases in a demo city / 演示城市批量造件")
    parser.add_argument("count", type=int, metavar="N", help="how many (a bundle counts as one) / 件数")
    parser.add_argument("--data", default=None, metavar="DIR")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Copies the cases of the city, running or not; shows how far it is."""
    if options.count < 1:
        raise Stop("件数至少为 1", "N is at least 1", mend="./tongban demo-load 10000")
    if not (ROOT / "world" / "multiplying.py").is_file():
        raise Stop("没有演示城市", "there is no demo city here", mend="run it in a checkout of the project")
    data = data_of(options)
    with database(data):
        command = [sys.executable, "-m", "world.multiplying", str(options.count)]
        return subprocess.run(command, cwd=ROOT, env=python_env(data, "owner"), check=False).returncode
