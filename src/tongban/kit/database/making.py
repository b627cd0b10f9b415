"""Making a cluster, and who may come in: only the serving user and root, by peer authentication over the socket."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tongban.kit.database.binaries import DEBIAN, Binaries
from tongban.kit.database.problems import DatabaseProblem
from tongban.kit.database.roles import ROLES, SUPERUSER
from tongban.kit.database.server_user import ServerUser

_HBA = """# Written at every start. Nobody comes in but by the socket and the map in pg_ident.conf.
local all all peer map=tongban
"""


def make(data: Path, pgdata: Path, binaries: Binaries, user: ServerUser, say: Callable[[str], None]) -> None:
    """initdb, unless it was done for `data`; refuses a cluster of another major version. Raises DatabaseProblem."""
    version = pgdata / "PG_VERSION"
    if version.is_file():
        _same_major(int(version.read_text().strip()), binaries, data, pgdata)
        return
    say(f"making the database (PostgreSQL {binaries.version})")
    new = pgdata.with_name(f"{pgdata.name}.new")  # becomes the cluster whole or, interrupted, is thrown away
    shutil.rmtree(new, ignore_errors=True)
    user.own(new)
    command = [binaries["initdb"], "-D", str(new), "-U", SUPERUSER, "-A", "peer", "--encoding=UTF8"]
    command += ["--locale=C.UTF-8", "--data-checksums"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **user.spawn())
    if done.returncode:
        raise DatabaseProblem(
            f"无法在 {pgdata} 创建数据库",
            f"the database could not be made in {pgdata}: {done.stderr.strip()}",
            "make room or choose another place: --data DIR",
        )
    new.rename(pgdata)


def allow(pgdata: Path, user: ServerUser) -> None:
    """Writes pg_hba.conf and pg_ident.conf: the serving user, and root, reach our roles; nobody else any."""
    people = dict.fromkeys(["root", _client(user)])
    lines = [f"tongban {person} {role}" for person in people for role in (SUPERUSER, *ROLES.values())]
    _write(pgdata / "pg_hba.conf", _HBA)
    _write(pgdata / "pg_ident.conf", "# Written at every start.\n" + "\n".join(lines) + "\n")


def _client(user: ServerUser) -> str:
    """The user our own processes run as: root when we switched, else the server's user itself."""
    return "root" if user.switched else user.name


def _write(file: Path, text: str) -> None:
    if not file.exists() or file.read_text() != text:
        file.write_text(text)  # initdb made it: owner and mode stay


def _same_major(made_with: int, binaries: Binaries, data: Path, pgdata: Path) -> None:
    if made_with == binaries.major:
        return
    old = DEBIAN / str(made_with) / "bin"
    install = (
        ""
        if old.is_dir()
        else f"  apt-get install postgresql-{made_with}  # from apt.postgresql.org where Debian has it no more\n"
    )
    raise DatabaseProblem(
        f"{pgdata} 中的数据库由 PostgreSQL {made_with} 创建,本安装使用 {binaries.version}",
        f"the database in {pgdata} was made with PostgreSQL {made_with}, this installation serves {binaries.version}",
        "back it up with the programs that made it, then restore it into a new folder:\n"
        f"{install}  TONGBAN_PG_BIN={old} ./tongban backup city.backup --data {data}\n"
        "  ./tongban restore city.backup --data NEW-FOLDER",
    )
