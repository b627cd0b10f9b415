"""Folders: the checkout, and the data folder a command works on."""

import argparse
import os
from pathlib import Path

from tongban.config.command.messages import Stop

ROOT = Path(__file__).resolve().parents[4]


def default_data() -> Path:
    """`TONGBAN_DATA`, else `var` in the checkout, else (checkout of somebody else) the user's own data folder."""
    if chosen := os.environ.get("TONGBAN_DATA"):
        return Path(chosen)
    if private := os.environ.get("TONGBAN_PRIVATE"):
        return Path(private) / "var"
    return ROOT / "var"


def build_folder() -> Path:
    """Where things made from the checkout are kept between runs; made if missing."""
    private = os.environ.get("TONGBAN_PRIVATE")
    folder = Path(private) / "build" if private else ROOT / "build"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """The option every command on a data folder has."""
    parser.add_argument(
        "--data", type=Path, default=None, metavar="DIR", help="data folder, default var/ / 数据目录,默认 var/"
    )


def data_of(options: argparse.Namespace) -> Path:
    """The absolute data folder of a command."""
    return Path(options.data or default_data()).expanduser().resolve()


def make_data_folder(data: Path) -> None:
    """Makes the data folder if it is missing. Made by root, the database's own user must pass through, not list."""
    if data.is_dir():
        return
    try:
        data.mkdir(parents=True, mode=0o700 if os.geteuid() else 0o711)
    except OSError as error:
        raise Stop(
            f"无法创建数据目录 {data}:{error.strerror}",
            f"the data folder {data} cannot be made: {error.strerror}",
            mend="choose another one: --data DIR",
        ) from None


def private_folder(folder: Path) -> Path:
    """Makes a folder that only its user reads."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
