"""The command line: subcommands, their options, and how errors leave."""

import argparse
from collections.abc import Sequence
from importlib import import_module

from tongban import __version__
from tongban.config.command.ending import Ending
from tongban.config.command.messages import Stop, say, show
from tongban.kit.database import DatabaseProblem

COMMANDS = (
    "up",
    "test",
    "check",
    "accounts",
    "status",
    "stop",
    "backup",
    "restore",
    "doctor",
    "bench",
    "demo-load",
    "verify",
    "manage",
)
MODULES = {"test": "testing", "accounts": "sign_ins", "stop": "stopping", "bench": "benching", "demo-load": "demo_load"}


def build_parser() -> argparse.ArgumentParser:
    """All subcommands."""
    parser = argparse.ArgumentParser(
        prog="./tongban",
        description="通办: one engine for every government business of a city. / 通办:城市政务一体化平台。",
    )
    parser.add_argument("-V", "--version", action="version", version=f"Tongban 通办 {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"tongban.config.command.{MODULES.get(name, name)}").register(subparsers)
    return parser


def main(arguments: Sequence[str]) -> int:
    """Runs one subcommand; returns the exit status."""
    options, rest = build_parser().parse_known_args(list(arguments))
    if rest:
        if not getattr(options, "takes_rest", False):
            build_parser().error(f"unrecognized arguments: {' '.join(rest)}")
        options.rest = [*options.rest, *rest]
    try:
        return int(options.run(options) or 0)
    except Stop as stop:
        show(stop)
        return stop.status
    except DatabaseProblem as problem:
        show(Stop(problem.zh, problem.what, mend=problem.mend))
        return 1
    except (KeyboardInterrupt, Ending):
        say("已中止", "stopped before the end")
        return 130
    except BrokenPipeError:
        return 1
