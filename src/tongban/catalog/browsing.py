"""What is offered, arranged for people who do not search: by theme, by event, by department, and the most wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, offered, package_of
from tongban.catalog.themes import LEGAL, LIFE_EVENTS, NATURAL
from tongban.directory.models import Department, Region
from tongban.engine.package import Package, Text
from tongban.engine.package.implementation import Implementation

WHO = {"natural": NATURAL, "legal": LEGAL}


@dataclass(frozen=True)
class Offer:
    """One matter in one region as it is offered today. `package` is None for a guide without online handling."""

    version: ImplementationVersion

    @cached_property
    def document(self) -> Implementation:
        """Who, where, when."""
        return implementation_of(self.version.id)

    @cached_property
    def package(self) -> Package | None:
        """What and how."""
        return package_of(self.version.package_version_id) if self.version.package_version_id else None

    @property
    def key(self) -> str:
        """Region and name, e.g. "990102/food-business": also the address of the guide."""
        return self.version.implementation.key

    @property
    def name(self) -> Text:
        """The name of the matter."""
        entry = self.version.implementation.entry
        own = self.package.service.name if self.package else None
        return self.document.name or own or Text(entry.name_zh, entry.name_en)

    @property
    def summary(self) -> Text:
        """One sentence that says what it is for."""
        return self.package.service.summary if self.package else self.document.powers

    @property
    def region(self) -> Region:
        """Where."""
        return self.version.implementation.region

    @property
    def authority(self) -> Department:
        """Who decides."""
        return self.version.implementation.authority

    @property
    def is_open(self) -> bool:
        """Whether it can be applied for online today."""
        return self.package is not None and self.version.usage == ImplementationVersion.Usage.IN_USE


def all_offers() -> list[Offer]:
    """Every public matter of every region, by key."""
    rows = offered().select_related("implementation__entry").order_by("implementation__key")
    found = [Offer(row) for row in rows]
    return [one for one in found if one.package is None or one.package.service.visibility == "public"]


def one_offer(key: str) -> Offer | None:
    """The offer under a key."""
    row = offered().select_related("implementation__entry").filter(implementation__key=key).first()
    return Offer(row) if row else None


def regions_with_offers() -> list[Region]:
    """The regions that offer anything, by code."""
    return sorted({one.region for one in all_offers()}, key=lambda region: region.code)


def once_each(offers: Sequence[Offer], region: str | None) -> list[Offer]:
    """One offer of each matter: the chosen region's where there is one. Bundles first, then by name."""
    best: dict[str, Offer] = {}
    for one in sorted(offers, key=lambda one: (one.region.code != region, one.key)):
        best.setdefault(one.key.split("/", 1)[1], one)
    return sorted(best.values(), key=lambda one: (not (one.package and one.package.is_bundle), one.name.zh))


def of_theme(who: str, code: str) -> list[Offer]:
    """Matters of a theme; `who` is natural or legal."""
    return [one for one in all_offers() if one.package and code in getattr(one.package.service.themes, who)]


def of_event(code: str) -> list[Offer]:
    """Matters of an event of life."""
    return [one for one in all_offers() if one.package and code in one.package.service.life_events]


def of_department(code: str) -> list[Offer]:
    """Matters a department decides."""
    return [one for one in all_offers() if one.authority.code == code]


def themes_with_offers(who: str) -> list[tuple[str, Text]]:
    """Themes that lead somewhere, in the order of the national list."""
    used = {code for one in all_offers() if one.package for code in getattr(one.package.service.themes, who)}
    return [(code, name) for code, name in WHO[who].items() if code in used]


def events_with_offers() -> list[tuple[str, Text, list[Offer]]]:
    """Events that lead somewhere, each with its matters."""
    offers = all_offers()
    found = []
    for code, name in LIFE_EVENTS.items():
        own = [one for one in offers if one.package and code in one.package.service.life_events]
        if own:
            found.append((code, name, own))
    return found


def departments_with_offers() -> list[Department]:
    """Departments that decide anything, by region and number."""
    found = {one.authority for one in all_offers()}
    return sorted(found, key=lambda department: (department.region_id, department.number))
