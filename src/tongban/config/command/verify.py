"""`verify FILE`: whether an issued file is genuine and unaltered, offline."""

import argparse
from importlib import import_module
from pathlib import Path

from tongban.config.command.messages import Stop
from tongban.config.command.places import add_data_option, data_of


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("verify", help="check an issued file / 验证证照文件")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--trust", type=Path, metavar="PEM", help="root certificates to trust / 信任的根证书")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Status 0 for a genuine file, 1 for any other."""
    if not options.file.is_file():
        raise Stop(f"没有文件 {options.file}", f"there is no file {options.file}", mend="name the PDF you were given")
    try:
        judging = import_module("tongban.records.judging")
    except ModuleNotFoundError:
        raise Stop("本版本还不能验证文件", "this version cannot verify files yet") from None
    trust = options.trust or data_of(options) / "trust" / "roots.pem"
    return int(judging.verify_file(options.file, trust))
