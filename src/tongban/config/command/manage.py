"""`manage …`: Django's management commands, as the owner or (`--role`) as one of the working roles."""

import argparse
import os
import sys

from tongban.config.command import stamps
from tongban.config.command.messages import Stop
from tongban.config.command.places import ROOT, data_of
from tongban.config.command.processes import python_env
from tongban.config.command.serving import database
from tongban.config.founding_secrets import ensure

OWN = ("--data", "--role")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser(
        "manage",
        help="Django management commands / Django 管理命令",
        epilog="./tongban manage help lists the commands, "
        "./tongban manage COMMAND --help says what one takes / 列出命令、说明用法",
    )
    parser.add_argument(
        "--role",
        default="owner",
        choices=("owner", "public", "office", "worker", "sealer"),
        help="as whom the database is used, default owner / 数据库角色",
    )
    parser.add_argument(
        "--data", default=None, metavar="DIR", help="data folder, default var/; before COMMAND / 数据目录,写在命令之前"
    )
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="COMMAND …")
    parser.set_defaults(run=run, takes_rest=True)


def run(options: argparse.Namespace) -> int:
    """Runs the command with the database at hand, starting it for the time if the city does not run."""
    _own_options_first(options.rest)
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


def _own_options_first(rest: list[str]) -> None:
    """Refuses our own options behind Django's command: they would be handed on, and another city would be used."""
    late = next((one for one in rest[1:] if one.partition("=")[0] in OWN), None)
    if late:
        name = late.partition("=")[0]
        raise Stop(
            f"{name} 要写在管理命令之前",
            f"{name} stands before the management command",
            mend=f"./tongban manage {name} … {rest[0]} …",
        )
