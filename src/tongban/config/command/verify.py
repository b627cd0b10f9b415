"""`verify FILE` and `verify --qr TEXT|PICTURE`: whether an issued file or the QR code of a certificate is genuine, offline."""

import argparse
from importlib import import_module
from pathlib import Path

from tongban.config.command.messages import Stop
from tongban.config.command.places import add_data_option, data_of


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("verify", help="check an issued file or QR code / 验证证照文件或二维码")
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
    parser.add_argument(
        "--qr", metavar="TEXT|PICTURE", help="the text of a QR code, or a picture of it / 二维码文字或图片"
    )
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="roots (PEM), or with --qr the trust file (JSON) / 信任文件"
    )
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Status 0 for what is genuine (a certificate also in force), 1 for anything else."""
    if (options.file is None) == (options.qr is None):
        raise Stop("请给出一个文件，或者 --qr", "give either a file, or --qr", mend="./tongban verify --help")
    if options.qr is not None:
        if not options.qr.startswith("TB1:"):
            _require_file(Path(options.qr))
        trust = options.trust or data_of(options) / "trust" / "qr.json"
        return int(_module("tongban.records.qr_judging").verify_qr(options.qr, trust))
    _require_file(options.file)
    trust = options.trust or data_of(options) / "trust" / "roots.pem"
    return int(_module("tongban.records.judging").verify_file(options.file, trust))


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise Stop(f"没有文件 {file}", f"there is no file {file}", mend="name the PDF or picture you were given")


def _module(name: str):  # type: ignore[no-untyped-def]
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise Stop("本版本还不能验证文件", "this version cannot verify files yet") from None
