"""The demo city without its cases is loaded once into the test database; every test runs in a transaction above it.

`TONGBAN_TEST_NOW=2027-06-01` moves the clock of this machine, as the tests see it, to that day for the whole run.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from tongban.engine.sealing import keys


def pytest_configure() -> None:
    """Before any module of a test is read, so that nothing keeps the real day."""
    if day := os.environ.get("TONGBAN_TEST_NOW"):
        at_noon = datetime.combine(date.fromisoformat(day), datetime.min.time().replace(hour=4), UTC)  # 12:00 in China
        time_machine.travel(at_noon, tick=True).start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    """After the migrations, the city."""
    from tongban.kit.models import Installation
    from world.loading import load_city

    settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock():
        if not Installation.objects.exists():
            with one_key_for_all():
                load_city(since=date(2025, 1, 1))


def one_key_for_all():  # type: ignore[no-untyped-def]
    """The test seals share a key of half a second's work; real ones are made in tests/engine/sealing and the front door."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=keys.BITS)
    return patch.object(keys.rsa, "generate_private_key", lambda **_: key)


@pytest.fixture
def city(db) -> Iterator[object]:  # type: ignore[no-untyped-def]
    """The people and organisations of the city, by the keys of world/data."""
    from world.loading import find_city

    yield find_city()
