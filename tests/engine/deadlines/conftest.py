"""The calendar every clock test counts on."""

import pytest

from tongban.engine.deadlines import Calendar, shipped_calendar


@pytest.fixture(scope="session")
def cal() -> Calendar:
    return shipped_calendar()
