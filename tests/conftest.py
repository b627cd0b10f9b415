"""The demo city without its cases is loaded once into the test database; every test runs in a transaction above it."""

from collections.abc import Iterator

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    """After the migrations, the city."""
    from datetime import date

    from tongban.kit.models import Installation
    from world.loading import load_city

    settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock():
        if not Installation.objects.exists():
            load_city(since=date(2025, 1, 1))


@pytest.fixture
def city(db) -> Iterator[object]:  # type: ignore[no-untyped-def]
    """The people and organisations of the city, by the keys of world/data."""
    from world.loading import find_city

    yield find_city()
