"""`doctor [PATH…]`: checks packages and tells their stories, each message with file, line and mend; without PATH the font too."""

import argparse
from importlib import import_module
from pathlib import Path

from tongban.config.command import fonts
from tongban.config.command.messages import Stop
from tongban.config.command.places import ROOT


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("doctor", help="check service packages / 检查服务包")
    parser.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="package folders, default all of services/")
    parser.add_argument(
        "--implementations",
        type=Path,
        metavar="DIR",
        default=ROOT / "world" / "data" / "implementations",
        help="<region>/<package>.toml, by which the stories are told; default those of the demo city",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Status 0 when every package is sound."""
    try:
        examine = import_module("tongban.engine.package.doctor").main
    except (ModuleNotFoundError, AttributeError):
        raise Stop("本版本还不能检查服务包", "this version cannot check packages yet") from None
    paths = [str(path) for path in options.paths or [ROOT / "services"]]
    status = int(examine(paths, options.implementations))
    if options.paths:
        return status
    font = fonts.found()
    print(f"文书字体 / font of letters   {font or '没有，up 会下载 / none yet, ./tongban up fetches one'}")
    return status
