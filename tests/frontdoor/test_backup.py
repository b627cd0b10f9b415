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
from tongban.config.command.envelope import PIECE, NotOpened, Opening, Sealing, new_key, read_key, write_key
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
def test_a_city_comes_back_in_another_folder(city: City, scratch: Path) -> None:
    city.up()
    assert city.end() == 0
    keys = fill(city.data)
    city.up()  # backed up while it runs
    backup = scratch / "city.backup"
    done = city.command("backup", str(backup))
    assert done.returncode == 0, done.stderr
    key = re.search(r"^  (\S{60,})$", done.stdout, re.MULTILINE)[1]
    assert "餐饮".encode() not in backup.read_bytes()
    assert b"licence.pdf" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert not list(city.data.glob("back*"))
    assert city.command("backup", str(backup)).returncode == 1

    other = City(city.checkout, scratch / "other")
    assert other.command("restore", str(backup), text=write_key(new_key())).returncode == 1
    assert not other.data.exists()
    restored = other.command("restore", str(backup), text=key)
    assert restored.returncode == 0, restored.stderr
    assert {file.name: file.read_text() for file in (other.data / "secrets").iterdir()} == keys
    assert (other.data / "files" / "ab" / "licence.pdf").read_bytes() == b"%PDF kept"
    assert json.loads((other.data / "city.json").read_text()) == {"demo": True}
    with Cluster(other.data) as cluster:
        assert cluster.psql("SELECT word FROM kept", database="tongban", role="tongban_office") == "餐饮"
        owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'"
        assert cluster.psql(owner, database="tongban") == "tongban_owner"
    again = other.command("restore", str(backup), text=key)
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.slow
def test_a_backup_killed_half_way_leaves_no_backup_and_harms_nothing(city: City, scratch: Path) -> None:
    city.up()
    assert city.end() == 0
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
