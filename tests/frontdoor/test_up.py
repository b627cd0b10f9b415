"""`up` as a whole: it answers, is alone on its data folder, restarts what dies, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from tests.frontdoor.running_city import City, free_port, wait_for

pytestmark = pytest.mark.slow
PATIENCE = 60  # seconds for an end that takes two on a quiet machine


def get(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
        return response.read().decode()


def test_up_serves_both_sites_each_as_its_role_and_ends_without_a_trace(city: City) -> None:
    city.up()
    assert "bringing the database into shape" in city.said
    assert get(city.ports[0]) == "tongban_public public False"
    assert get(city.ports[1]) == "tongban_office office False"
    assert f"http://127.0.0.1:{city.ports[0]}" in city.said
    assert f"http://127.0.0.1:{city.ports[1]}" in city.said

    second = subprocess.run(city.up_arguments(), capture_output=True, text=True, env=city.env, timeout=30, check=False)
    assert second.returncode == 1
    assert f"already running (process {city.process.pid}): http://127.0.0.1:{city.ports[0]}" in second.stderr

    status = city.command("status")
    assert status.returncode == 0, status.stdout
    assert re.search(r"database size +\d+ ", status.stdout)
    assert status.stdout.count("/ answers") == 2

    assert len(city.processes()) > 5
    started = time.monotonic()
    assert city.end(signal.SIGTERM, PATIENCE) == 0
    assert time.monotonic() - started < PATIENCE
    assert city.processes() == {}
    assert city.command("status").returncode == 3


def test_a_second_start_does_nothing_twice_and_stop_ends_it(founded: City) -> None:
    secrets = require_secrets(founded)
    founded.up()
    assert "bringing the database into shape" not in founded.said
    assert require_secrets(founded) == secrets
    assert founded.command("stop").returncode == 0
    assert founded.process.wait(5) == 0
    assert founded.processes() == {}


def require_secrets(city: City) -> dict[str, str]:
    """The keys: one for each purpose, random, and closed to others."""
    folder = city.data / "secrets"
    keys = {file.name: file.read_text() for file in folder.iterdir()}
    assert set(keys) == {f"{name}.key" for name in ("public", "office", "vault", "index", "seal", "exchange")}
    assert len(set(keys.values())) == 6
    assert all(len(bytes.fromhex(key.strip())) == 32 for key in keys.values())
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    return keys


def test_what_is_killed_comes_back_and_with_the_supervisor_everything_ends(founded: City) -> None:
    founded.up()
    granian = [pid for pid, name in founded.processes().items() if "wsgi_public" in name and os.getpgid(pid) == pid]
    assert len(granian) == 1
    os.kill(granian[0], signal.SIGKILL)
    wait_for(lambda: "public ended (status -9), restarting it" in founded.said, 10)
    wait_for(lambda: _answers(founded.ports[0]), 20)

    founded.process.kill()
    founded.process.wait()
    wait_for(lambda: not founded.processes(), 15)

    founded.up()
    for restarts in (1, 2):
        _await_database(founded, _kill_database(founded), restarts)
        wait_for(lambda: _answers(founded.ports[0]), 20)
    _await_database(founded, _kill_database(founded), 3)
    _kill_database(founded)  # while it still comes back: one more death like the others
    assert founded.process.wait(PATIENCE) == 1
    assert "the database server ended again and again (status -9); the city stops" in founded.said
    wait_for(lambda: not founded.processes(), 10)


def _answers(port: int) -> bool:
    try:
        return get(port).startswith("tongban_public")
    except OSError:
        return False


def _kill_database(city: City) -> int:
    server = int((city.data / "database" / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    return server


def _await_database(city: City, dead: int, restarts: int) -> None:
    pid_file = city.data / "database" / "postmaster.pid"
    wait_for(lambda: city.said.count("the database ended (status -9), restarting it") == restarts, 10)
    passing = ([], [str(dead)], [str(city.process.pid)])  # before a start the supervisor puts its own number there
    wait_for(lambda: pid_file.exists() and pid_file.read_text().split()[:1] not in passing, 30)


def test_a_busy_port_is_named_with_the_option_that_chooses_another(city: City) -> None:
    with socket.create_server(("127.0.0.1", city.ports[1])):
        done = subprocess.run(
            city.up_arguments(), capture_output=True, text=True, env=city.env, timeout=30, check=False
        )
    assert done.returncode == 1
    assert f"port {city.ports[1]} on 127.0.0.1 cannot be used: Address already in use" in done.stderr
    assert "--office-port" in done.stderr
    assert not (city.data / "database").exists()


def test_demo_accounts_are_not_served_beyond_this_machine_unless_asked_for(founded: City) -> None:
    """And another city beside it is another city."""
    arguments = [*founded.up_arguments(), "--host", "0.0.0.0"]
    done = subprocess.run(arguments, capture_output=True, text=True, env=founded.env, timeout=60, check=False)
    assert done.returncode == 1
    assert "demo accounts are not served on 0.0.0.0" in done.stderr
    assert "--demo-open" in done.stderr

    founded.up("--host", "0.0.0.0", "--demo-open")
    assert get(founded.ports[0]) == "tongban_public public False"

    other = City(founded.checkout, founded.data.with_name("other"))
    other.ports = (free_port(), free_port())
    founded.checkout.joinpath("up.log").rename(founded.checkout / "first.log")
    try:
        other.up()
        assert get(founded.ports[0]) == get(other.ports[0])
        assert require_secrets(other)["vault.key"] != require_secrets(founded)["vault.key"]
    finally:
        assert other.end(signal.SIGINT, PATIENCE) == 0
    assert other.processes() == {}
    assert get(founded.ports[0]) == "tongban_public public False"


def test_an_interrupted_founding_starts_over(founded: City) -> None:
    (founded.data / "city.json").unlink()
    (founded.data / "founding").touch()
    (founded.data / "files").mkdir()
    (founded.data / "files" / "half").write_text("half")
    founded.up()
    assert "founding the city was interrupted last time" in founded.said
    assert not (founded.data / "files").exists()
    assert json.loads((founded.data / "city.json").read_text()) == {"demo": True}
    assert not (founded.data / "founding").exists()


def test_a_site_that_cannot_start_is_reported_with_its_last_words(founded: City) -> None:
    site = founded.checkout / "src/tongban/stub/site.py"
    site.write_text("raise RuntimeError('broken on purpose')\n")
    done = subprocess.run(founded.up_arguments(), capture_output=True, text=True, env=founded.env, timeout=120)
    assert done.returncode == 1
    assert "site does not start; its last words are above" in done.stderr
    assert "broken on purpose" in done.stderr
    assert founded.processes() == {}
