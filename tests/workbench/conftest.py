"""The office site: officers at their posts, and cases that wait for them."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.portal.filling_in import story_answers
from tests.roles import as_role
from tongban.cases.actions import submitting
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case
from tongban.catalog.queries import offer
from tongban.config.settings.sites import OFFICE
from tongban.directory.models import Appointment, Officer, Post
from tongban.kit import clock, files
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Act
from tongban.records.models import Material

DAY = date(2026, 3, 2)


class OfficeClient(Client):
    """Each request runs with the database rights of the office process, and no more."""

    def request(self, **request: Any) -> Any:
        with as_role("office"):
            return super().request(**request)


@pytest.fixture(autouse=True)
def office(settings: Any) -> None:
    """The settings of the office site."""
    for name, value in OFFICE.items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def working_day(db: None) -> Iterator[None]:
    """Monday, 2 March 2026, nine in the morning."""
    with clock.simulated(clock.on(DAY)):
        yield


def holder(post: str, number: int = 0) -> Officer:
    """An officer who holds the post."""
    return Appointment.objects.filter(post__code=post).order_by("officer__login")[number].officer


def seat(officer: Officer, post: str | None = None) -> OfficeClient:
    """The officer has signed in (and acts in the post)."""
    client = OfficeClient()
    session = client.session
    session["officer"], session["seen"] = str(officer.id), int(time.time())
    session["password-since"] = officer.password_set_at.isoformat()
    if post is not None:
        session["post"] = str(Post.objects.get(code=post).id)
    session.save()
    client.cookies[OFFICE["SESSION_COOKIE_NAME"]] = session.session_key
    return client


@pytest.fixture
def at(city: Any) -> Callable[[str], OfficeClient]:
    """`at(post)`: a browser in which the holder of the post has signed in."""
    return lambda post: seat(holder(post), post)


@pytest.fixture
def file_case(city: Any) -> Callable[..., Case]:
    """`file_case(key, story, scenario, slots)`: Lu files a case from the answers of a story."""

    def make(key: str, story: str, scenario: dict[str, Any], slots: tuple[str, ...] = (), person: str = "lu",
             organisation: str = "", **more: Any) -> Case:  # fmt: skip
        citizen = city.citizens[person]
        org: UUID | None = city.organisations[organisation].id if organisation else None
        version = offer(key)
        assert version is not None
        answers = {**story_answers(key, story), **({"scenario": scenario} if scenario else {})}
        filing = submitting.Filing(
            version=version, answers=answers, materials={slot: (material(citizen, slot),) for slot in slots},
            citizen=citizen.id, organisation=org, **more,
        )  # fmt: skip
        actor = Actor(kind="citizen", id=citizen.id, on_behalf_of=org)
        case = submitting.submit(filing, actor=actor, key=f"test:{key}:{story}:{person}:{Case.objects.count()}")
        catch_up(hold=("case.issue",))
        return case

    return make


def material(citizen: Any, slot: str) -> UUID:
    """An uploaded paper."""
    stored = files.store(b"%PDF-1.7 paper", media_type="application/pdf")
    row = Material.objects.create(
        citizen=citizen, slot=slot, name=f"{slot}.pdf", file=stored, scan="clean", created_at=clock.now()
    )  # fmt: skip
    return row.id


@pytest.fixture
def sign(file_case: Callable[..., Case]) -> Case:
    """Tao, for her firm, applies for a shop sign; the hall accepts, the urban office of Hedong decides."""
    return file_case(
        "990102/outdoor-sign", "green-grain.json", {}, ("sign-picture", "sign-structure"), "tao", "green-grain"
    )


@pytest.fixture
def restaurant(file_case: Callable[..., Case]) -> Case:
    """Lu opens a noodle shop: registration first, then licence and sign."""
    return file_case(
        "990102/open-restaurant", "noodle-shop.json",
        {"registered": False, "floor_area": 86, "signboard": True, "online": False},
        ("premises-proof", "layout", "safety-rules", "sign-picture", "sign-structure"),
    )  # fmt: skip


def version(case: Case | UUID) -> int:
    """The version of the case a page would show now."""
    return Case.objects.values_list("version", flat=True).get(pk=case if isinstance(case, UUID) else case.id)


def kinds(case: Case) -> list[str]:
    """The kinds of acts of a case, in order."""
    return list(Act.objects.filter(case=case.id).order_by("at", "recorded_at", "id").values_list("kind", flat=True))
