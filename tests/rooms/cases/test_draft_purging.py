"""Drafts end after their time, and not before their owner was told; with them go the files that nothing else holds."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from PIL import Image

from tests.roles import as_role
from tests.stories.people import PACKAGES, people_of
from tongban.cases.actions import drafting, purging
from tongban.cases.models import Draft, Revision, RevisionMaterial
from tongban.catalog.queries import offer
from tongban.directory.actions.citizens import itself
from tongban.exchange.messages.mailbox import mailbox
from tongban.kit import clock
from tongban.kit.ledger.models import Act
from tongban.kit.models import StoredFile
from tongban.records.actions.uploads import receive
from tongban.records.models import Material
from world.running import StoryRun

BEGUN = clock.on(date(2026, 3, 2))
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(city: Any) -> Any:
    return city.citizens["lu"]


@pytest.fixture
def draft(owner: Any) -> Draft:
    """Begun on 2 March 2026, with one file."""
    version = offer("990102/open-restaurant")
    assert version is not None
    with clock.simulated(BEGUN):
        made = drafting.start(version, actor=itself(owner))
        drafting.put_material(made.id, actor=itself(owner), slot="x", material=picture(owner))
    return made


def picture(owner: Any) -> Material:
    out = BytesIO()
    Image.new("RGB", (60, 60)).save(out, "PNG")
    return receive(out.getvalue(), "a.png", slot="x", actor=itself(owner), citizen=owner.id, organisation=None)


def after(days: int, more: timedelta = timedelta()) -> tuple[int, int]:
    """How many were warned and how many purged by the worker that runs so long after."""
    with clock.simulated(BEGUN + timedelta(days=days) + more), as_role("worker"):
        return purging.warn(), purging.purge()


def told(owner: Any) -> list[str]:
    return [one.text for one in mailbox(owner.phone) if "草稿" in one.text]


def test_told_a_week_before_and_then_gone(
    draft: Draft, owner: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert after(23, -MINUTE) == (0, 0)
    assert after(23) == (1, 0)
    assert after(24) == (0, 0)  # told once
    assert len(told(owner)) == 1
    assert "4月1日" in told(owner)[0].replace(" ", "")
    assert after(30, -MINUTE) == (0, 0)
    material = draft.materials.get().material
    path = settings.FILES_DIR / material.file.id.hex[-2:] / material.file.id.hex
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert after(30) == (0, 1)
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert not Material.objects.filter(pk=material.pk).exists()
    assert not StoredFile.objects.filter(pk=material.file.pk).exists()
    assert not path.exists()
    kinds = Act.objects.filter(body__draft=str(draft.pk)).order_by("recorded_at").values_list("kind", flat=True)
    assert sorted(kinds) == ["draft.purged", "draft.warned"]
    assert after(31) == (0, 0)


def test_a_notice_that_comes_late_gives_its_days_all_the_same(draft: Draft, owner: Any) -> None:
    assert after(50) == (1, 0)
    assert after(57, -MINUTE) == (0, 0)
    assert after(57) == (0, 1)
    assert len(told(owner)) == 1


def test_who_saves_after_the_notice_keeps_the_draft(draft: Draft, owner: Any) -> None:
    assert after(24) == (1, 0)
    with clock.simulated(BEGUN + timedelta(days=25)):
        drafting.save_page(draft.id, actor=itself(owner), answers={}, page="x", done=False)
    assert after(47) == (0, 0)
    assert after(48) == (1, 0)
    assert after(55) == (0, 1)
    assert len(told(owner)) == 2


def test_how_many_days_is_data(draft: Draft, owner: Any) -> None:
    call_command("keep", "draft", "60", notice=20)
    with clock.simulated(BEGUN):
        drafting.save_page(draft.id, actor=itself(owner), answers={}, page="x", done=False)
    assert after(40, -MINUTE) == (0, 0)
    assert after(40) == (1, 0)
    assert after(60) == (0, 1)


def test_by_e_mail_in_english_where_there_is_no_number(draft: Draft, owner: Any) -> None:
    owner.set_phone(None)
    owner.set_email("someone@example.cn")
    owner.language = "en"
    owner.save()
    assert after(23) == (1, 0)
    letter = mailbox("someone@example.cn")[0]
    assert (letter.channel, letter.subject) == ("email", "Your draft will be deleted: Open a restaurant, all in one")
    assert "1 April 2026" in letter.text


def test_a_file_that_a_case_holds_stays(draft: Draft, owner: Any) -> None:
    material = draft.materials.get().material
    package = PACKAGES["open-restaurant"]
    story = package.stories["granted"]
    with clock.simulated(clock.on(story.start)):
        run = StoryRun(package, story, people_of(story))
        run.begin()
    revision = Revision.objects.filter(case=run.root).latest("number")
    RevisionMaterial.objects.create(revision=revision, slot="x", material=material)
    after(23)
    assert after(30) == (0, 1)
    assert Material.objects.filter(pk=material.pk).exists()
    held = set(RevisionMaterial.objects.filter(material__isnull=False).values_list("material_id", flat=True))
    with clock.simulated(datetime(2028, 1, 1, tzinfo=clock.CITY_ZONE)), as_role("worker"):
        purging.forget_unused_materials()
    assert set(Material.objects.values_list("id", flat=True)) == held


def test_a_file_taken_out_again_goes_when_a_draft_would(draft: Draft, owner: Any) -> None:
    material = draft.materials.get().material
    with clock.simulated(BEGUN):
        drafting.remove_material(draft.id, actor=itself(owner), material=material.id)
    for days, gone in ((30, 0), (31, 1)):
        with clock.simulated(BEGUN + timedelta(days=days)), as_role("worker"):
            assert purging.forget_unused_materials() == gone
