"""The demo city without its cases is loaded once into the test database; every test runs in a transaction above it.

`TONGBAN_TEST_NOW=2027-06-01` moves the clock of this machine, as the tests see it, to that day for the whole run.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.utils import translation

from tongban.engine.sealing import keys
from tongban.kit import collecting

HERE = Path(__file__).resolve().parent


def pytest_configure() -> None:
    """Before any module of a test is read, so that nothing keeps the real day."""
    if day := os.environ.get("TONGBAN_TEST_NOW"):
        at_noon = datetime.combine(date.fromisoformat(day), datetime.min.time().replace(hour=4), UTC)  # 12:00 in China
        time_machine.travel(at_noon, tick=True).start()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What shares a running city stays on one process. The marker xdist_group does nothing under pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(HERE.parent / nodeid.partition("::")[0]) or nodeid

    return ByGroup(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first, so that two processes end together. What is collected stays: no need to look at it again and again."""
    collecting.seldom()
    items.sort(key=lambda item: (rank_of(item.path), item.get_closest_marker("slow") is None))


SHARED = ("browser", "failure")  # a city or a copied database for all of the folder
LONG = ("browser", "failure", "frontdoor", "city", "guards", "stories")  # in this order, the others after them


def group_of(path: Path) -> str:
    """The tests that belong together on one process: a whole folder, a file of the front door; "" for any other."""
    area = path.relative_to(HERE).parts[0]
    return area if area in SHARED else path.stem if area == "frontdoor" else ""


def rank_of(path: Path) -> int:
    """When a folder's turn comes."""
    area = path.relative_to(HERE).parts[0]
    return LONG.index(area) if area in LONG else len(LONG)


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
        Installation.objects.filter(clock_moves=False).update(clock_moves=True)  # stories live through months


def one_key_for_all():  # type: ignore[no-untyped-def]
    """The test seals share a key of half a second's work; real ones are made in tests/engine/sealing and the front door."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=keys.BITS)
    return patch.object(keys.rsa, "generate_private_key", lambda **_: key)


@pytest.fixture(autouse=True)
def forgotten_city() -> None:
    """The pages remember their city once a process; a test may have founded another one."""
    from tongban.cases.queries import published
    from tongban.ui.context import forget_city

    forget_city()
    published.forget()


@pytest.fixture(autouse=True)
def chinese_first() -> None:
    """A request leaves its language on in its thread, and the next one brings its own; a test begins without any."""
    translation.deactivate()


@pytest.fixture
def published_list(city: object) -> None:
    """The list of ended certificates is a file: that of an earlier test, whose rows are gone, would name numbers given
    out anew."""
    from tongban.cases.qr_signing import city_name
    from tongban.exchange import qr_keys
    from tongban.records.models import RevocationList

    qr_keys.publish(city_name(), bytes(RevocationList.objects.get(pk=1).signed or b"") or None)


@pytest.fixture
def city(db) -> Iterator[object]:  # type: ignore[no-untyped-def]
    """The people and organisations of the city, by the keys of world/data."""
    from world.loading import find_city

    yield find_city()
