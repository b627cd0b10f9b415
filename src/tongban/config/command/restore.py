"""`restore FILE`: a city from a backup, into an empty data folder; whole or not at all."""

import argparse
import getpass
import json
import os
import shutil
import sys
import tarfile
from pathlib import Path
from typing import IO

from tongban.config import founding_secrets
from tongban.config.command import city, dumping, running
from tongban.config.command.backup import FORMAT, PLAIN
from tongban.config.command.ending import orderly
from tongban.config.command.envelope import NotOpened, Opening, read_key
from tongban.config.command.messages import Stop, say
from tongban.config.command.places import add_data_option, data_of
from tongban.config.command.serving import own_database
from tongban.kit.database.ephemeral import discard

UNPACKED = "restoring"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("restore", help="bring back a backup / 恢复备份")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--key-file", type=Path, help="file with the recovery key, else asked for / 恢复密钥文件")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Restores into the data folder, which must be empty; afterwards `up` serves it."""
    data = data_of(options)
    if data.exists() and any(data.iterdir()):
        raise Stop(f"{data} 不是空目录", f"{data} is not empty", mend="restore into a new folder: --data NEW-FOLDER")
    try:
        source = options.file.open("rb")
    except OSError as error:
        raise Stop(f"无法读取 {options.file}", f"{options.file} cannot be read: {error.strerror}") from None
    with source, orderly():
        try:
            key = _ask(options.key_file)
            with running.held(data, "", ""):
                _restore(source, key, data)
        except NotOpened as refused:
            _give_up(data)
            raise Stop("备份无法打开", f"the backup was not opened: {refused}", mend="check key and file") from None
        except BaseException:
            _give_up(data)
            raise
    say(f"恢复完成,启动:./tongban up --data {data}", f"restored; start it with  ./tongban up --data {data}")
    return 0


def _give_up(data: Path) -> None:
    """The folder was empty when we began: nothing but ours is in it."""
    if data.exists():
        discard(data)


def _ask(file: Path | None) -> bytes:
    if file is not None:
        return read_key(file.read_text())
    if sys.stdin.isatty():
        return read_key(getpass.getpass("恢复密钥 / recovery key: "))
    return read_key(sys.stdin.readline())


def _restore(source: IO[bytes], key: bytes, data: Path) -> None:
    say("正在解密 …", "decrypting …")
    unpacked = data / UNPACKED
    unpacked.mkdir(mode=0o700)
    unpack(source, key, unpacked)
    description = json.loads((unpacked / "backup.json").read_text())
    if description["format"] != FORMAT:
        raise NotOpened(f"it has format {description['format']}, this version reads {FORMAT}")
    say(f"备份时间 {description['made']}", f"the backup was made at {description['made']}")
    (unpacked / "secrets").rename(data / "secrets")
    founding_secrets.ensure(data)
    with own_database(data):
        say("正在恢复数据库 …", "restoring the database …")
        dumping.load(data, unpacked / "database.dump")
    (unpacked / "files").rename(data / "files")
    for name in reversed(PLAIN):  # city.json last: from then on it is a city
        if (unpacked / name).exists():
            (data / name).parent.mkdir(exist_ok=True)
            (unpacked / name).rename(data / name)
    if not (data / city.CITY).exists():
        (data / city.CITY).write_text('{"demo": false}\n')
    shutil.rmtree(unpacked)


def unpack(source: IO[bytes], key: bytes, target: Path) -> None:
    """Decrypts and unpacks regular files and folders below `target`, readable by their owner only."""
    opening = Opening(source, key)
    with tarfile.open(fileobj=opening, mode="r|") as tar:
        for member in tar:
            place = (target / member.name).resolve()
            if not place.is_relative_to(target.resolve()) or not (member.isfile() or member.isdir()):
                raise NotOpened(f"it holds something unexpected: {member.name}")
            if member.isdir():
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
                continue
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            content = tar.extractfile(member)
            assert content is not None
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                shutil.copyfileobj(content, out)
    while opening.read(65_536):  # to the true end: a cut file is refused even when the archive looks whole
        pass
