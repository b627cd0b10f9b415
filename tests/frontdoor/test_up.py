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


def get(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
        return response.read().decode()


def test_up_serves_both_sites_each_as_its_role_and_ends_without_a_trace(city: City) -> None:
    city.up()
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
    assert city.end(signal.SIGTERM) == 0
    assert time.monotonic() - started < 15
    assert city.processes() == {}
    assert city.command("status").returncode == 3


def test_stop_ends_it_and_a_second_start_does_nothing_twice(city: City) -> None:
    city.up()
    assert "bringing the database into shape" in city.said
    assert city.command("stop").returncode == 0
    assert city.process.wait(5) == 0
    assert city.processes() == {}

    started = time.monotonic()
    city.up()
    assert time.monotonic() - started < 10
    assert "bringing the database into shape" not in city.said
    assert city.end(signal.SIGINT) == 0
    assert city.processes() == {}


def test_kill_9_of_the_supervisor_leaves_nothing_and_the_next_start_works(city: City) -> None:
    city.up()
    city.process.kill()
    city.process.wait()
    wait_for(lambda: not city.processes(), 15)
    city.up()
    assert get(city.ports[0]) == "tongban_public public False"


def test_a_killed_site_comes_back(city: City) -> None:
    city.up()
    granian = [pid for pid, name in city.processes().items() if "wsgi_public" in name and os.getpgid(pid) == pid]
    assert len(granian) == 1
    os.kill(granian[0], signal.SIGKILL)
    wait_for(lambda: "public ended (status -9), restarting it" in city.said, 10)
    wait_for(lambda: _answers(city.ports[0]), 20)


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
    wait_for(lambda: pid_file.exists() and int(pid_file.read_text().split()[0]) != dead, 30)
    wait_for(lambda: _answers(city.ports[0]), 20)


def test_a_dead_database_server_comes_back_but_not_for_ever(city: City) -> None:
    city.up()
    for restarts in (1, 2, 3):
        _await_database(city, _kill_database(city), restarts)
    _kill_database(city)
    assert city.process.wait(30) == 1
    assert "the database server ended again and again (status -9); the city stops" in city.said
    wait_for(lambda: not city.processes(), 10)


def test_a_busy_port_is_named_with_the_option_that_chooses_another(city: City) -> None:
    with socket.create_server(("127.0.0.1", city.ports[1])):
        done = subprocess.run(
            city.up_arguments(), capture_output=True, text=True, env=city.env, timeout=30, check=False
        )
    assert done.returncode == 1
    assert f"port {city.ports[1]} on 127.0.0.1 cannot be used: Address already in use" in done.stderr
    assert "--office-port" in done.stderr
    assert not (city.data / "database").exists()


def test_demo_accounts_are_not_served_beyond_this_machine(city: City) -> None:
    arguments = [*city.up_arguments(), "--host", "0.0.0.0"]
    done = subprocess.run(arguments, capture_output=True, text=True, env=city.env, timeout=30, check=False)
    assert done.returncode == 1
    assert "demo accounts are not served on 0.0.0.0" in done.stderr
    assert "--demo-open" in done.stderr
    city.up("--host", "0.0.0.0", "--demo-open")
    assert get(city.ports[0]) == "tongban_public public False"


def test_an_interrupted_founding_starts_over(city: City) -> None:
    city.up()
    assert city.end() == 0
    (city.data / "city.json").unlink()
    (city.data / "founding").touch()
    (city.data / "files").mkdir()
    (city.data / "files" / "half").write_text("half")
    city.up()
    assert "founding the city was interrupted last time" in city.said
    assert not (city.data / "files").exists()
    assert json.loads((city.data / "city.json").read_text()) == {"demo": True}
    assert not (city.data / "founding").exists()


def test_a_site_that_cannot_start_is_reported_with_its_last_words(city: City) -> None:
    site = city.checkout / "src/tongban/stub/site.py"
    site.write_text("raise RuntimeError('broken on purpose')\n")
    done = subprocess.run(city.up_arguments(), capture_output=True, text=True, env=city.env, timeout=60, check=False)
    assert done.returncode == 1
    assert "site does not start; its last words are above" in done.stderr
    assert "broken on purpose" in done.stderr
    assert city.processes() == {}


def test_two_cities_side_by_side(city: City) -> None:
    other = City(city.checkout, city.data.with_name("other"))
    other.ports = (free_port(), free_port())
    city.up()
    city.checkout.joinpath("up.log").rename(city.checkout / "first.log")
    try:
        other.up()
        assert get(city.ports[0]) == get(other.ports[0])
    finally:
        assert other.end() == 0
    assert get(city.ports[0]) == "tongban_public public False"


def test_secrets_are_private_random_and_kept(city: City) -> None:
    city.up()
    assert city.end() == 0
    keys = {file.name: file.read_text() for file in (city.data / "secrets").iterdir()}
    assert set(keys) == {f"{name}.key" for name in ("public", "office", "vault", "index", "seal")}
    assert len(set(keys.values())) == 5
    assert all(len(bytes.fromhex(key.strip())) == 32 for key in keys.values())
    assert {file.stat().st_mode & 0o777 for file in (city.data / "secrets").iterdir()} == {0o600}
    assert (city.data / "secrets").stat().st_mode & 0o777 == 0o700
    city.up()
    assert {file.name: file.read_text() for file in (city.data / "secrets").iterdir()} == keys
