"""The operating-system user that runs the server: never root, which PostgreSQL refuses.

As an ordinary user it is that user. As root it is `postgres` where the machine has it, else a system user made for
the purpose. Whether it can reach a path is asked by trying, not by reading modes; no permission is ever changed
outside the folders that are ours.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongban.kit.database.problems import DatabaseProblem

PREFERRED = ("postgres", "tongban")


@dataclass(frozen=True)
class ServerUser:
    """Who runs the server, and how to start a process as it."""

    name: str
    uid: int
    gid: int

    @property
    def switched(self) -> bool:
        """Whether processes must change to this user (we are root)."""
        return os.geteuid() != self.uid

    def spawn(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child this user."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, path: Path, test: str = "x") -> bool:
        """Whether this user passes `test -<test> path` (x: traverse or execute, r: read)."""
        command = ["/bin/sh", "-c", f'test -{test} "$1"', "sh", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.spawn()).returncode == 0

    def own(self, folder: Path) -> None:
        """Makes `folder` (ours, private) this user's, mode 0700."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.switched:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def server_user() -> ServerUser:
    """The user for this process. Raises DatabaseProblem when root cannot make one."""
    uid = os.geteuid()
    if uid:
        return ServerUser(_name(uid), uid, os.getegid())
    for name in PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid:
            return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
    return _made()


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container's bare number: peer authentication needs a name
        raise DatabaseProblem(
            f"用户编号 {uid} 在本机没有用户名,数据库无法识别",
            f"user number {uid} has no name on this machine, so the database cannot know it by name",
            "run as a user listed in /etc/passwd, or set DATABASE_URL to a server of your own",
        ) from None


def _made() -> ServerUser:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", PREFERRED[1]]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        failure = done.stderr.strip() if done.returncode else ""
    except FileNotFoundError:
        failure = "useradd is not installed"
    if failure:
        raise DatabaseProblem(
            "root 不能运行数据库服务器,也无法为其创建用户",
            f"root may not run the database server, and no user could be made for it ({failure})",
            "make a system user named tongban, or run as an ordinary user",
        )
    entry = pwd.getpwnam(PREFERRED[1])
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
