"""`backup FILE`: database, files and keys of a city at one moment, in one file that only the recovery key opens.

Stored files are written once and never changed: those there before the dump (held by hard links, so that a purge in
between takes none away) and those there after it together are all that the dump can name.
"""

import argparse
import fcntl
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tongban.config.command import city, dumping
from tongban.config.command.ending import orderly
from tongban.config.command.envelope import NotOpened, Sealing, new_key, read_key, write_key
from tongban.config.command.messages import Stop, say
from tongban.config.command.places import add_data_option, data_of, private_folder
from tongban.config.command.serving import database

FORMAT = 1
PLAIN = (city.CITY, "accounts.json", "trust/roots.pem", "trust/time.pem")
SERVER_PASSWORDS = "database-"  # of an outside server's roles: worthless elsewhere, made anew by restore


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("backup", help="one encrypted file with everything / 加密备份")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--key-file", type=Path, help="use the recovery key in this file, or write a new one into it / 恢复密钥文件"
    )
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Writes the backup; prints the recovery key once unless it went to a file."""
    data, target = data_of(options), options.file.absolute()
    if target.exists():
        raise Stop(f"{target} 已存在", f"{target} exists already", mend="choose another name")
    key, new = _key(options.key_file)
    partial = target.with_name(f".{target.name}.partial")
    with orderly(), database(data), _workshop(data) as work:
        try:
            say("正在备份 …", "backing up …")
            _write(data, work, partial, key)
            if new:
                _keep_key(key, options.key_file)
            partial.rename(target)
        finally:
            partial.unlink(missing_ok=True)
    say(f"备份完成 {target}({target.stat().st_size / 1e6:.1f} MB)", f"backed up to {target}")
    return 0


@contextmanager
def _workshop(data: Path) -> Iterator[Path]:
    """A private folder for one backup at a time; what a killed one left in it is removed."""
    work = private_folder(data / "backing-up")
    lock = os.open(work, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for entry in work.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        yield work
        shutil.rmtree(work)
    except BlockingIOError:
        raise Stop("另一备份正在进行", "another backup is running", mend="wait for it to end") from None
    finally:
        os.close(lock)


def _key(file: Path | None) -> tuple[bytes, bool]:
    if file is None or not file.exists():
        return new_key(), True
    try:
        return read_key(file.read_text()), False
    except NotOpened as slip:
        raise Stop(
            f"{file} 不是恢复密钥", f"{file}: {slip}", mend="name the file that an earlier backup wrote"
        ) from None


def _keep_key(key: bytes, file: Path | None) -> None:
    """Before the backup gets its name: no backup exists whose key was never seen."""
    if file is None:
        print("恢复密钥(仅显示一次,请另行保存)/ recovery key, shown only now, keep it apart from the file:")
        print(f"\n  {write_key(key)}\n", flush=True)
        return
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(write_key(key) + "\n")
    say(f"恢复密钥写入 {file}", f"the recovery key is in {file}: keep it apart from the backup")


def _write(data: Path, work: Path, partial: Path, key: bytes) -> None:
    files = work / "files"
    link_tree(data / "files", files)
    dumping.dump(data, work / "database.dump")
    link_tree(data / "files", files)
    meta = {"format": FORMAT, "made": datetime.now(UTC).isoformat(timespec="seconds")}
    (work / "backup.json").write_text(json.dumps(meta))
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        sealing = Sealing(out, key)
        with tarfile.open(fileobj=sealing, mode="w|") as tar:
            for entry in _entries(data, work):
                tar.add(entry[1], arcname=entry[0], recursive=entry[1].is_dir())
        sealing.finish()
        out.flush()
        os.fsync(out.fileno())


def _entries(data: Path, work: Path) -> list[tuple[str, Path]]:
    """Names in the archive and where their content is; the description comes first."""
    entries = [
        ("backup.json", work / "backup.json"),
        ("database.dump", work / "database.dump"),
        ("files", work / "files"),
    ]
    entries += [(name, data / name) for name in PLAIN if (data / name).is_file()]
    for file in sorted((data / "secrets").iterdir()):
        if not file.name.startswith((SERVER_PASSWORDS, ".")):
            entries.append((f"secrets/{file.name}", file))
    return entries


def link_tree(source: Path, target: Path) -> None:
    """Hard links of all files of `source` in `target` (copies where the file system has no links)."""
    target.mkdir(parents=True, exist_ok=True)
    for folder, _, names in os.walk(source):
        there = target / Path(folder).relative_to(source)
        there.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(Path(folder, name), there / name)


def _link(file: Path, there: Path) -> None:
    try:
        os.link(file, there)
    except FileExistsError:
        return
    except FileNotFoundError:  # purged in this very moment: before the dump nothing of it is owed
        return
    except OSError:
        shutil.copy2(file, there)
