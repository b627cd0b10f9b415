"""Visitors of the public site."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.portal.browsers import PublicClient
from tongban.kit.viewer import forget_viewer

BACKEND = "tongban.portal.accounts.backend.CitizenBackend"


@pytest.fixture
def visitor(city: Any) -> Iterator[PublicClient]:
    """Nobody has signed in."""
    yield PublicClient()
    forget_viewer()


@pytest.fixture
def citizen(city: Any) -> Any:
    """Lu Jianming, who opens a restaurant."""
    return city.citizens["lu"]


@pytest.fixture
def browser(visitor: PublicClient, citizen: Any) -> PublicClient:
    """Lu has signed in."""
    visitor.force_login(citizen, backend=BACKEND)
    return visitor
