"""A business that lies in this folder only: published as a city would, driven through both sites by what its data say."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from tests.portal.browsers import PublicClient, jpeg
from tests.portal.filling_in import posted
from tests.roles import as_role
from tongban.cases.models import Case
from tongban.config.settings.sites import OFFICE
from tongban.directory.models import Appointment, Post
from tongban.engine.package import Package, read_folder
from tongban.kit import clock
from tongban.kit.ledger.models import Act
from tongban.kit.viewer import forget_viewer

HERE = Path(__file__).parent
FOLDER, IMPLEMENTATION = HERE / "street-fair", HERE / "hedong.toml"
KEY = "990102/street-fair"
PACKAGE: Package = read_folder(FOLDER)
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def published(city: Any) -> Iterator[None]:
    """As the city does it: one command for the package and its place. Monday, 2 March 2026, nine in the morning."""
    with clock.simulated(clock.on(DAY)):
        call_command("publish", str(FOLDER), str(IMPLEMENTATION), stdout=open("/dev/null", "w"))  # noqa: SIM115
        yield
    forget_viewer()


@contextmanager
def on(day: int) -> Iterator[None]:
    """Ten o'clock on a day of March."""
    with clock.simulated(clock.on(date(2026, 3, day), hour=10)):
        yield


def answers(story: str) -> dict[str, Any]:
    """The answers file of a story."""
    return json.loads((FOLDER / "stories" / f"{story}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture
def browser(city: Any) -> PublicClient:
    """Lu has signed in to the public site."""
    client = PublicClient()
    client.force_login(city.citizens["lu"], backend="tongban.portal.accounts.backend.CitizenBackend")
    return client


class Desk(PublicClient):
    """An officer's browser: the office site with the database rights of its process."""

    def request(self, **request: Any) -> Any:
        with override_settings(**OFFICE), as_role("office"):
            return super(PublicClient, self).request(**request)


def desk(post: str) -> Desk:
    """The holder of the post has signed in."""
    client = Desk()
    officer = Appointment.objects.filter(post__code=post).order_by("officer__login")[0].officer
    with override_settings(**OFFICE):
        session = client.session
        session["officer"], session["seen"] = str(officer.id), int(time.time())
        session["password-since"] = officer.password_set_at.isoformat()
        session["post"] = str(Post.objects.get(code=post).id)
        session.save()
    client.cookies[OFFICE["SESSION_COOKIE_NAME"]] = session.session_key
    return client


def office(name: str, **parts: Any) -> str:
    """An address of the office site."""
    return reverse(name, urlconf=OFFICE["ROOT_URLCONF"], kwargs=parts)


def act(client: Desk, case: Case, verb: str, **given: str) -> Any:
    """One act of the case page, as its form sends it."""
    data = {f"{verb}-{key}": value for key, value in given.items()} | {"version": now(case).version}
    return client.post(office("case_act", case_id=case.id, verb=verb), data)


def complete(client: Desk, case: Case, **given: str) -> Any:
    """The one task of this officer here, found on the page."""
    page = client.get(office("case", case_id=case.id))
    (task,) = [one for one in page.context["tasks"] if one["shown"]]
    ticked = next(row.value for row in task["rows"] if row.field.name == "complete-relied")
    data = {f"complete-{key}": value for key, value in given.items()} | {"complete-relied": ticked}
    return client.post(
        office("case_complete", case_id=case.id), {**data, "task": task["id"], "version": now(case).version}
    )


def now(case: Case) -> Case:
    """The case as it stands."""
    return Case.objects.get(pk=case.pk)


def kinds(case: Case) -> list[str]:
    """Everything the ledger says of a case, in order."""
    return list(Act.objects.filter(case=case.id).order_by("at", "recorded_at", "id").values_list("kind", flat=True))


def picture(name: str = "图.jpg", colour: str = "white") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(colour))


def fields(page: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a browser posts for the questions of a page, files left out."""
    return posted(PACKAGE.form.page(page).fields, given)
