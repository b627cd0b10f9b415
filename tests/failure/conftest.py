"""A database of its own, copied from the test database, where what is committed stays: for threads and killed processes."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from tests.failure.forks import ROOT, Forks

Drive = Callable[..., Any]


@pytest.fixture(scope="module")
def copied_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of the copy; gone afterwards."""
    with django_db_blocker.unblock():
        known = dict(connections["default"].settings_dict)
        connections.close_all()  # a template must have no connection
    assert known["NAME"].startswith("test_"), "only a test database is copied"
    name = f"{known['NAME']}_failure"
    with _maintenance(known) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{known["NAME"]}"')
    yield json.dumps({**{key: known[key] for key in ("USER", "HOST", "PORT")}, "NAME": name})
    with _maintenance(known) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _maintenance(known: dict[str, Any]) -> Any:
    return psycopg.connect(
        host=known["HOST"], port=known["PORT"], user=known["USER"], dbname="postgres", autocommit=True
    )


@pytest.fixture(scope="module")
def forks(copied_city: str) -> Iterator[Forks]:
    """The warm process of this copy."""
    warm = Forks({**os.environ, "TONGBAN_TEST_DATABASE": copied_city, "TONGBAN_DATA": str(settings.DATA),
                  "DJANGO_SETTINGS_MODULE": "tongban.config.settings.test", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"})  # fmt: skip
    yield warm
    warm.end()


@pytest.fixture
def drive(forks: Forks) -> Drive:
    """Runs a scenario of tests/failure/driver.py in a process of its own and returns what it gave.

    `killed=True`: the scenario ends by SIGKILL of itself, at the point it names; anything else fails the test.
    """

    def run(scenario: str, *arguments: str, killed: bool = False) -> Any:
        done = forks.run(scenario, *arguments)
        assert done["status"] == (-signal.SIGKILL if killed else 0), done["err"][-2000:]
        return done["out"]

    return run
