"""Where a data folder's cluster and its socket live.

Normally below the data folder. As root, when the database user cannot reach that folder, the cluster goes to
/var/lib/tongban/<id> and the data folder holds a pointer to it; no permission of a parent is ever changed.
"""

import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tongban.kit.database import binaries
from tongban.kit.database.problems import DatabaseProblem
from tongban.kit.database.server_user import ServerUser

POINTER = "cluster.pointer"
LONGEST_SOCKET_FOLDER = 90  # sun_path holds 107 bytes, and /.s.PGSQL.5432.lock is added


@dataclass(frozen=True)
class Place:
    """Absolute folders: `pgdata` holds the cluster, `sockets` the one socket."""

    pgdata: Path
    sockets: Path

    @property
    def initialised(self) -> bool:
        """Whether initdb finished here."""
        return (self.pgdata / "PG_VERSION").is_file()


def find_place(data: Path, user: ServerUser) -> Place:
    """The folders for `data`, made where they are missing and private to the database user."""
    data = data.resolve()
    home = _home(data, user)
    pgdata = home / "database"
    user.own(pgdata)
    return Place(pgdata, _sockets(home / "socket", user))


def made_before(data: Path) -> bool:
    """Whether a cluster was made for this data folder, wherever it lies."""
    pointer = data / POINTER
    home = Path(pointer.read_text().strip()) if pointer.is_file() else data
    return (home / "database" / "PG_VERSION").is_file()


def _home(data: Path, user: ServerUser) -> Path:
    pointer = data / POINTER
    if pointer.is_file():
        return _pointed(pointer, user)
    if not data.exists():
        # Others may pass through but not list; everything secret below is 0700 or 0600.
        data.mkdir(parents=True, mode=0o711 if user.switched else 0o700)
    if not user.switched or user.can(data):
        return data
    binaries.SYSTEM.mkdir(mode=0o755, exist_ok=True)
    home = binaries.SYSTEM / secrets.token_hex(6)
    home.mkdir(mode=0o711)
    if not user.can(home):
        home.rmdir()
        raise DatabaseProblem(
            f"数据库用户 {user.name} 无法进入 {data} 和 {binaries.SYSTEM}",
            f"the database user {user.name} can reach neither {data} nor {binaries.SYSTEM}",
            "choose a data folder it can reach: --data DIR",
        )
    partial = pointer.with_name(f"{POINTER}.{os.getpid()}")
    partial.write_text(f"{home}\n")
    partial.replace(pointer)
    return home


def _pointed(pointer: Path, user: ServerUser) -> Path:
    home = Path(pointer.read_text().strip())
    if not home.is_dir():
        raise DatabaseProblem(
            f"{pointer} 指向 {home},但该目录不存在",
            f"{pointer} says the database is in {home}, but that folder is not there",
            "bring that folder back, or restore a backup into a new data folder: ./tongban restore FILE --data DIR",
        )
    if user.switched or user.can(home / "database"):
        return home
    raise DatabaseProblem(
        f"该数据目录的数据库位于 {home}(由 root 创建),用户 {user.name} 无法进入",
        f"the database of this data folder is in {home}, made by root; user {user.name} cannot reach it",
        "start as root, or choose another data folder: --data DIR",
    )


def _sockets(folder: Path, user: ServerUser) -> Path:
    """A short private folder for the socket; below /tmp when the data folder's path is too long for a socket."""
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"tongban-{user.uid}-{name}"
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            folder = Path("/tmp") / folder.name
        if not _ours(folder, user):
            raise DatabaseProblem(
                f"数据库套接字需要 {folder},但它属于其他用户",
                f"{folder} is needed for the database socket but belongs to somebody else",
                f"remove {folder}, or choose a data folder with a shorter path: --data DIR",
            )
    user.own(folder)
    return folder


def _ours(folder: Path, user: ServerUser) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return True
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user.uid
