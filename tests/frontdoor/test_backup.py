"""`backup` and `restore`: everything comes back elsewhere; what is cut, altered or opened by another key does not."""

import io
import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.frontdoor.running_city import City, wait_for
from tongban.config.command import backup
from tongban.config.command.envelope import PIECE, NotOpened, Opening, Sealing, new_key, read_key, write_key
from tongban.config.command.restore import unpack
from tongban.kit.database import Cluster


def sealed(content: bytes, key: bytes) -> bytes:
    target = io.BytesIO()
    sealing = Sealing(target, key)
    for start in range(0, len(content), 300_000):
        sealing.write(content[start : start + 300_000])
    sealing.finish()
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_an_envelope_gives_back_what_went_in(size: int) -> None:
    key, content = new_key(), os.urandom(size)
    assert Opening(io.BytesIO(sealed(content, key)), key).readall() == content


def test_an_envelope_refuses_cuts_changes_swaps_and_other_keys() -> None:
    key, content = new_key(), os.urandom(2 * PIECE + 7)
    whole = sealed(content, key)
    head, piece = 17 + 16, PIECE + 16
    altered = bytearray(whole)
    altered[head + piece + 5] ^= 1
    swapped = (
        whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece] + whole[head + 2 * piece :]
    )
    for broken in (
        whole[:-1],
        whole[: head + piece],
        whole[: head + 2 * piece],
        bytes(altered),
        swapped,
        b"PK" + whole,
    ):
        with pytest.raises(NotOpened):
            Opening(io.BytesIO(broken), key).readall()
    with pytest.raises(NotOpened, match="another backup"):
        Opening(io.BytesIO(whole), new_key()).readall()


def test_a_recovery_key_survives_handwriting_but_no_slip() -> None:
    key = new_key()
    shown = write_key(key)
    assert re.fullmatch(r"([A-Z2-7]{4}-){13}[A-Z2-7]{1,4}", shown)
    assert read_key(f" {shown.lower().replace('-', ' ')}\n") == key
    slip = ("B" if shown[0] == "A" else "A") + shown[1:]
    for wrong in (slip, shown[:-2], "", "好"):
        with pytest.raises(NotOpened, match="mistyped"):
            read_key(wrong)


def test_a_backup_holds_every_file_its_dump_can_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file is purged and one comes while the database is dumped; both may stand in the dump, so both are there."""
    data, work, target = tmp_path / "data", tmp_path / "work", tmp_path / "city.backup"
    for folder in (data / "files" / "ab", data / "secrets", work):
        folder.mkdir(parents=True)
    (data / "secrets" / "vault.key").write_text("a secret key")
    (data / "files" / "ab" / "before").write_bytes(b"handed in before")

    def dump(_: Path, file: Path) -> None:
        file.write_bytes(b"PGDMP 430103199005126710")
        (data / "files" / "ab" / "before").unlink()
        (data / "files" / "cd").mkdir()
        (data / "files" / "cd" / "meanwhile").write_bytes(b"handed in meanwhile")

    monkeypatch.setattr(backup.dumping, "dump", dump)
    key = new_key()
    backup._write(data, work, target, key)
    content = target.read_bytes()
    for word in (b"430103199005126710", b"handed in", b"a secret key", b"meanwhile", b"PGDMP", b"vault.key", key):
        assert word not in content
    with pytest.raises(NotOpened, match="another backup"), target.open("rb") as source:
        unpack(source, new_key(), tmp_path / "refused")
    assert not (tmp_path / "refused").exists()
    with target.open("rb") as source:
        unpack(source, key, tmp_path / "restored")
    assert (tmp_path / "restored/database.dump").read_bytes() == b"PGDMP 430103199005126710"
    assert (tmp_path / "restored/files/ab/before").read_bytes() == b"handed in before"
    assert (tmp_path / "restored/files/cd/meanwhile").read_bytes() == b"handed in meanwhile"
    assert (tmp_path / "restored/secrets/vault.key").read_text() == "a secret key"


def fill(data: Path) -> dict[str, str]:
    """A row that only one role may read, a file, and the keys."""
    with Cluster(data) as cluster:
        cluster.psql(
            "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('餐饮'); GRANT SELECT ON kept TO tongban_office;",
            database="tongban",
            role="tongban_owner",
        )
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "licence.pdf").write_bytes(b"%PDF kept")
    return {file.name: file.read_text() for file in (data / "secrets").iterdir()}


@pytest.mark.slow
def test_a_city_comes_back_in_another_folder(founded: City, scratch: Path) -> None:
    city = founded
    keys = fill(city.data)
    (city.data / "trust").mkdir(exist_ok=True)
    (city.data / "trust" / "roots.pem").write_text("the root of the seals")
    city.up()  # backed up while it runs
    file = scratch / "city.backup"
    done = city.command("backup", str(file))
    assert done.returncode == 0, done.stderr
    key = re.search(r"^  (\S{60,})$", done.stdout, re.MULTILINE)[1]
    assert "餐饮".encode() not in file.read_bytes()
    assert b"licence.pdf" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list(city.data.glob("back*"))
    assert city.command("backup", str(file)).returncode == 1

    other = City(city.checkout, scratch / "other")
    assert other.command("restore", str(file), text=write_key(new_key())).returncode == 1
    assert not other.data.exists()
    restored = other.command("restore", str(file), text=key)
    assert restored.returncode == 0, restored.stderr
    assert {one.name: one.read_text() for one in (other.data / "secrets").iterdir()} == keys
    assert (other.data / "files" / "ab" / "licence.pdf").read_bytes() == b"%PDF kept"
    assert json.loads((other.data / "city.json").read_text()) == {"demo": True}
    assert (other.data / "trust" / "roots.pem").read_text() == "the root of the seals"
    with Cluster(other.data) as cluster:
        assert cluster.psql("SELECT word FROM kept", database="tongban", role="tongban_office") == "餐饮"
        owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'"
        assert cluster.psql(owner, database="tongban") == "tongban_owner"
    again = other.command("restore", str(file), text=key)
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.slow
def test_a_backup_killed_half_way_leaves_no_backup_and_harms_nothing(founded: City, scratch: Path) -> None:
    city = founded
    fill(city.data)
    with (city.data / "files" / "large").open("wb") as large:
        large.truncate(3_000_000_000)
    target, key_file = scratch / "city.backup", scratch / "key"
    arguments = [city.python, "-m", "tongban.config.command", "backup", str(target), "--key-file", str(key_file)]
    process = subprocess.Popen([*arguments, "--data", str(city.data)], env=city.env, stderr=subprocess.DEVNULL)
    partial = scratch / ".city.backup.partial"
    wait_for(lambda: partial.exists() and partial.stat().st_size > 1_000_000, 60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not target.exists()
    assert not key_file.exists()
    wait_for(lambda: not city.processes(), 15)
    (city.data / "files" / "large").unlink()
    done = city.command("backup", str(target), "--key-file", str(key_file))
    assert done.returncode == 0, done.stderr
    assert target.stat().st_size < 10_000_000
    assert not partial.exists()
    assert key_file.stat().st_mode & 0o777 == 0o600
    again = city.command("backup", str(scratch / "second.backup"), "--key-file", str(key_file))
    assert again.returncode == 0, again.stderr
