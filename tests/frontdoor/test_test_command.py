"""`test` in a checkout with three tests of its own: what is run, what is said, and the exit status."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.frontdoor.running_city import City
from tests.frontdoor.test_environment import links

SUITE = """
import json, os
import psycopg, pytest

def test_the_database_is_there():
    where = json.loads(os.environ["TONGBAN_TEST_DATABASE"])
    with psycopg.connect(host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user=where["USER"]) as db:
        db.execute("SET ROLE tongban_public")
        assert db.execute("SELECT current_user").fetchone() == ("tongban_public",)
        assert db.info.server_version // 10000 == int(os.environ.get("EXPECTED_MAJOR", "18"))

@pytest.mark.browser
def test_in_a_browser():
    raise AssertionError("there is no browser")

def test_that_may_fail():
    assert os.environ.get("EXPECTED_FAILURE") != "1"
"""

DAY = """
import os, pathlib

def test_of_the_day():
    pathlib.Path("day " + os.environ.get("TONGBAN_TEST_NOW", "of the machine")).touch()
    assert os.environ.get("TONGBAN_TEST_NOW", "the machine's") != os.environ.get("BAD_DAY")
"""


@pytest.fixture
def suite(city: City, scratch: Path) -> tuple[City, dict[str, str]]:
    """The checkout with that suite, and an environment without browser or apt."""
    (city.checkout / "tests").mkdir()
    (city.checkout / "tests" / "test_stub.py").write_text(SUITE)
    (city.checkout / "tests" / "engine").mkdir()
    (city.checkout / "tests" / "engine" / "test_day.py").write_text(DAY)
    (city.checkout / "pytest.ini").write_text("[pytest]\naddopts = -p no:django\nmarkers =\n  browser: b\n")
    return city, city.env | {"PATH": links(scratch / "bin", "sh", "env"), "PYTEST_ADDOPTS": ""}


def run(suite: tuple[City, dict[str, str]], *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    city, env = suite
    command = [city.python, "-m", "tongban.config.command", "test", *arguments]
    return subprocess.run(command, env=env | more, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
def test_without_a_browser_the_status_is_3_and_the_tests_are_listed(suite: tuple[City, dict[str, str]]) -> None:
    """And what the engine does is asked as on two other days too."""
    done = run(suite, BAD_DAY="1999-01-01")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "tests/test_stub.py::test_in_a_browser" in done.stderr
    assert "apt-get install chromium fonts-noto-cjk" in done.stderr
    assert "3 passed" in done.stdout.splitlines()[-1]
    days = {file.name for file in suite[0].checkout.glob("day *")}
    assert days == {"day 2026-12-31", "day 2027-06-01", "day of the machine"}
    for day in ("2026-12-31", "2027-06-01"):
        assert re.search(rf"== {day}\n[^=]*1 passed", done.stdout)


@pytest.mark.slow
def test_a_failure_on_another_day_is_a_failure(suite: tuple[City, dict[str, str]]) -> None:
    done = run(suite, "--no-browser", BAD_DAY="2027-06-01")
    assert done.returncode == 1
    assert "3 passed" in done.stdout
    assert "failed, see above" in done.stdout.splitlines()[-1]


@pytest.mark.slow
def test_waived_browser_tests_leave_status_0_and_failures_count(suite: tuple[City, dict[str, str]]) -> None:
    assert run(suite, "--no-browser", "-q", "-n0").returncode == 0
    failed = run(suite, "--no-browser", "-n0", EXPECTED_FAILURE="1")
    assert failed.returncode == 1
    assert "1 failed, 2 passed" in failed.stdout.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.skipif(
    not os.path.exists("/usr/lib/postgresql/15/bin/postgres"), reason="Debian's PostgreSQL 15 is not here"
)
def test_the_suite_runs_on_the_other_version_on_request(suite: tuple[City, dict[str, str]]) -> None:
    done = run(suite, "--no-browser", "-n0", TONGBAN_TEST_PG="15", EXPECTED_MAJOR="15")
    assert done.returncode == 0, done.stdout
