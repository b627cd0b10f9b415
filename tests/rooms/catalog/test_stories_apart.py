"""Stories are published sealed, apart from the package, and come back byte for byte (ADR 0011)."""

from pathlib import Path

import pytest
from django.db import connection

from tests.roles import ROLES
from tests.sql.sql import refusal
from tongban.catalog.models import PackageFile, PackageStory, PackageVersion
from tongban.catalog.queries import package_of, package_with_stories
from tongban.engine.package import read_folder

FOLDER = Path(__file__).resolve().parents[3] / "services" / "permit" / "food-business"

pytestmark = pytest.mark.django_db


def version() -> PackageVersion:
    return PackageVersion.objects.filter(package="food-business").latest("number")


def test_a_running_city_tells_no_story_and_the_owner_has_all(city: object) -> None:
    folder = read_folder(FOLDER)
    assert len(folder.stories) > 1
    assert dict(package_of(version().id).stories) == {}
    whole = package_with_stories(version().id)
    assert dict(whole.files) == dict(folder.files)
    assert whole.digest == folder.digest == version().digest
    assert not PackageFile.objects.filter(path__startswith="stories/").exists()


def test_stories_are_sealed_and_read_by_no_process(city: object) -> None:
    story = PackageStory.objects.filter(version=version()).order_by("path")[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM catalog_packagestory WHERE id = %s", [story.id])
        kept = bytes(cursor.fetchone()[0])
    assert len(story.content) > 100
    assert story.content[:40].encode() not in kept
    assert [refusal(role, "SELECT id FROM catalog_packagestory") for role in ROLES] == ["42501"] * len(ROLES)
