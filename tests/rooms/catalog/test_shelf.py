"""Lists of what is offered are cut into pages, cost the same however long they are, and notice what is published."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.catalog import browsing
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.shelf import shelf
from tongban.kit import clock

pytestmark = pytest.mark.django_db


def test_pages_follow_each_other_without_gap_and_double(city: object) -> None:
    whole = [one.key for one in browsing.everything(size=1000).offers]
    assert whole == sorted(whole)
    assert len(whole) > 7
    found, after = [], ""
    while True:
        page = browsing.everything(size=3, after=after)
        assert 0 < len(page.offers) <= 3
        found += [one.key for one in page.offers]
        after = page.next
        if not after:
            break
    assert found == whole


def test_one_region_is_preferred_and_the_bundle_comes_first(city: object) -> None:
    page = browsing.every_matter(region="990121", size=2)
    assert page.offers[0].key == "990121/open-restaurant"
    codes = [one.key.split("/")[1] for one in browsing.every_matter(region="990121", size=1000).offers]
    assert len(codes) == len(set(codes)) == len({one.code for one in shelf()})
    assert page.next == page.offers[1].key


def test_a_page_costs_two_statements(city: object) -> None:
    assert all(one.name.zh for one in browsing.everything(size=5).offers)  # documents are read once in a process
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = browsing.everything(size=5)
        assert all(one.region.name_zh and one.authority.name_zh and one.name.zh for one in page.offers)
    assert len(asked) == 2


def test_a_version_published_today_is_seen_at_once(city: object) -> None:
    old = next(one for one in shelf() if one.code == "outdoor-sign")
    row = ImplementationVersion.objects.get(pk=old.version)
    new = ImplementationVersion.objects.create(
        implementation=row.implementation, number=row.number + 1, package_version=row.package_version,
        document=row.document, usage=ImplementationVersion.Usage.PAUSED, effective_on=clock.today(),
        published_at=clock.now(),
    )  # fmt: skip
    assert [one.version for one in shelf() if one.key == old.key] == [new.id]


def test_an_unknown_place_begins_anew(city: object) -> None:
    assert browsing.everything(size=2, after="000000/none").offers == browsing.everything(size=2).offers
