"""`manage …`: Django's management commands, as the owner or (`--role`) as one of the working roles."""

import argparse
import os
import sys

from tongban.config.command import stamps
from tongban.config.command.places import ROOT, data_of
from tongban.config.command.processes import python_env
from tongban.config.command.serving import database
from tongban.config.founding_secrets import ensure


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("manage", add_help=False, help="Django management commands / Django 管理命令")
    parser.add_argument("--role", default="owner", choices=("owner", "public", "office", "worker", "sealer"))
    parser.add_argument("--data", default=None, metavar="DIR")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")
    parser.set_defaults(run=run, takes_rest=True)


def run(options: argparse.Namespace) -> int:
    """Runs the command with the database at hand, starting it for the time if the city does not run."""
    data = data_of(options)
    with database(data):
        ensure(data)
        os.environ.update(python_env(data, options.role))
        if "migrate" in options.rest[:1]:
            stamps.migrations(data).forget()
        os.chdir(ROOT)
        from django.core.management import execute_from_command_line

        try:
            execute_from_command_line([f"{sys.argv[0]} manage", *options.rest])
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0
