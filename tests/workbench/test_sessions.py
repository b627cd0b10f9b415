"""A session holds for the password it began with; the ledger page shows any body."""

import pytest

from tests.rooms.cases.playing import begun
from tests.workbench.conftest import seat
from tongban.directory.models import Officer
from tongban.kit import clock

pytestmark = pytest.mark.django_db


def test_a_new_password_ends_every_other_session(at):  # type: ignore[no-untyped-def]
    desk = at("hedong-hall-desk1")
    assert desk.get("/tasks/").status_code == 200
    Officer.objects.update(password_set_at=clock.now())
    answer = desk.get("/tasks/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")


def test_the_ledger_shows_a_correction_with_its_items(city):  # type: ignore[no-untyped-def]
    begun("open-restaurant", "corrected", steps=1)
    auditor = seat(Officer.objects.get(administration="audit"))
    page = auditor.get("/administration/ledger/", {"kind": "case.correction_asked"})
    assert page.status_code == 200
    assert "items=" in page.content.decode()
