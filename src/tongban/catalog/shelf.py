"""Every public matter of every region as a few words each, kept in memory until something is published.

Lists are cut from it page by page; only the rows of a page are read whole. At 3,000 matters in 60 regions a request
costs one small statement and one page, whatever the length of the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import offered, package_of
from tongban.kit import clock
from tongban.kit.prepared import prepared

PAGE = 30


@dataclass(frozen=True)
class Entry:
    """One matter in one region. `name` orders lists; what is shown comes from the row itself."""

    key: str
    version: UUID
    region: str
    authority: str
    name: str
    is_bundle: bool = False
    natural: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    children: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The matter, whatever the region."""
        return self.key.split("/", 1)[1]


def shelf() -> tuple[Entry, ...]:
    """All of them, by key. Versions are immutable and their keys only grow, so the newest one tells of any change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id::text) FROM catalog_implementationversion")
        count, last = cursor.fetchone()
    return _shelf(clock.today(), count, last)


@lru_cache(maxsize=2)
def _shelf(today: date, count: int, last: str | None) -> tuple[Entry, ...]:
    rows = offered().order_by("implementation__key").values_list(
        "implementation__key", "id", "package_version_id", "implementation__region_id",
        "implementation__authority__code", "implementation__entry__name_zh",
    )  # fmt: skip
    found = [_entry(*row) for row in rows.iterator()]
    return tuple(one for one in found if one is not None)


def _entry(
    key: str, version: UUID, package_version: UUID | None, region: str, authority: str, name: str
) -> Entry | None:
    if package_version is None:
        return Entry(key, version, region, authority, name)
    package = package_of(package_version)
    service = package.service
    if service.visibility != "public":
        return None
    return Entry(
        key, version, region, authority, service.name.zh, package.is_bundle, tuple(service.themes.natural),
        tuple(service.themes.legal), tuple(service.life_events), tuple(one.package for one in service.children),
    )  # fmt: skip


def once_each(entries: Iterable[Entry], region: str | None) -> list[Entry]:
    """One entry of each matter: the chosen region's where there is one. Bundles first, then by name."""
    best: dict[str, Entry] = {}
    for one in sorted(entries, key=lambda one: (one.region != region, one.key)):
        best.setdefault(one.code, one)
    return sorted(best.values(), key=lambda one: (not one.is_bundle, one.name, one.key))


def cut(entries: list[Entry], after: str, size: int = PAGE) -> tuple[list[Entry], str]:
    """The page that follows the entry with key `after` ("" for the first), and the `after` of the next one, or ""."""
    places = {one.key: place for place, one in enumerate(entries)}
    begin = places.get(after, -1) + 1
    page = entries[begin : begin + size]
    return page, page[-1].key if begin + size < len(entries) else ""


def rows_of(entries: Iterable[Entry]) -> list[ImplementationVersion]:
    """The rows of some entries, in their order, read in one statement."""
    wanted = [one.version for one in entries]
    found = {row.id: row for row in _rows(wanted)}
    return [found[one] for one in wanted]


@prepared
def _rows(wanted: Any) -> QuerySet[ImplementationVersion]:
    return ImplementationVersion.objects.filter(id__any=wanted).select_related(
        "implementation__entry", "implementation__package", "implementation__region", "implementation__authority",
        "package_version",
    )  # fmt: skip
