"""The sample form, compiled once, and fresh copies of its parts."""

import copy

import pytest

from tests.engine.forms.sample import GOOD, SCHEMA, UI
from tongban.engine.forms import Form


@pytest.fixture(scope="session")
def form():
    return Form.compile(SCHEMA, UI)


@pytest.fixture
def good():
    return copy.deepcopy(GOOD)


@pytest.fixture
def schema():
    return copy.deepcopy(SCHEMA)


@pytest.fixture
def ui():
    return copy.deepcopy(UI)
