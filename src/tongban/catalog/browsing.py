"""What is offered, arranged for people who do not search: by theme, by event, by department, and the most wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, offered, package_of
from tongban.catalog.shelf import PAGE, Entry, cut, once_each, rows_of, shelf
from tongban.catalog.themes import LEGAL, LIFE_EVENTS, NATURAL
from tongban.directory.models import Department, Region
from tongban.engine.package import Package, Text
from tongban.engine.package.implementation import Implementation
from tongban.kit.prepared import prepared

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


def one_offer(key: str) -> Offer | None:
    """The offer under a key."""
    row = offered().select_related("implementation__entry").filter(implementation__key=key).first()
    return Offer(row) if row else None


@dataclass(frozen=True)
class Page:
    """Some offers of a list; `next` is the `after` of the following page, "" at the end."""

    offers: tuple[Offer, ...]
    next: str


def everything(*, region: str = "", after: str = "", size: int = PAGE) -> Page:
    """Every public matter, of one region or of all, by key."""
    return _page([one for one in shelf() if not region or one.region == region], after, size)


def of_theme(who: str, code: str, *, region: str | None, after: str = "", size: int = PAGE) -> Page:
    """Matters of a theme, one place of each; `who` is natural or legal. `region`: whose offer is preferred."""
    return _each_once(_in_theme(who, code), region, after, size)


def of_event(code: str, *, region: str | None, after: str = "", size: int = PAGE) -> Page:
    """Matters of an event of life, one place of each."""
    return _each_once(_in_event(code), region, after, size)


def _in_theme(who: str, code: str) -> list[Entry]:
    return [one for one in shelf() if code in _themes(one, who)]


def _in_event(code: str) -> list[Entry]:
    return [one for one in shelf() if code in one.life_events]


@dataclass(frozen=True)
class Beside:
    """What goes with the matters of a heading and is not among them: bundles that do several at once, and matters of the same events."""

    bundles: tuple[Offer, ...]
    also: tuple[Offer, ...]
    events: tuple[str, ...]


def beside_theme(who: str, code: str, *, region: str | None) -> Beside:
    """What goes with a theme."""
    return _beside(_in_theme(who, code), region)


def beside_event(code: str, *, region: str | None) -> Beside:
    """What goes with an event of life."""
    return _beside(_in_event(code), region, known=code)


def _beside(here: list[Entry], region: str | None, known: str = "", most: int = 6) -> Beside:
    codes, events = {one.code for one in here}, {event for one in here for event in one.life_events} - {known}
    matters = once_each(shelf(), region)
    whole = [one for one in matters if codes & {one.code, *one.children} and one.is_bundle]
    together = {code for one in whole for code in one.children}
    bundles = [one for one in whole if one.code not in codes]
    also = [one for one in matters if one.code not in codes and (one.code in together or events & {*one.life_events})]
    also = [one for one in also if not one.is_bundle][:most]
    rows = [Offer(row) for row in rows_of([*bundles, *also])]
    return Beside(
        tuple(rows[: len(bundles)]), tuple(rows[len(bundles) :]), tuple(one for one in LIFE_EVENTS if one in events)
    )


def of_department(code: str, *, after: str = "", size: int = PAGE) -> Page:
    """Matters a department decides."""
    return _page([one for one in shelf() if one.authority == code], after, size)


def every_matter(*, region: str | None, after: str = "", size: int = PAGE) -> Page:
    """All matters, one place of each, bundles first."""
    return _each_once(shelf(), region, after, size)


def _each_once(entries: Iterable[Entry], region: str | None, after: str, size: int) -> Page:
    return _page(once_each(entries, region), after, size)


def _page(entries: list[Entry], after: str, size: int) -> Page:
    page, following = cut(entries, after, size)
    return Page(tuple(Offer(row) for row in rows_of(page)), following)


def _themes(one: Entry, who: str) -> tuple[str, ...]:
    return one.natural if who == "natural" else one.legal


def children_of(bundle: Offer) -> list[Offer]:
    """The matters a bundle does at once, as its own region offers them."""
    codes = [f"{bundle.region.code}/{child.package}" for child in bundle.package.children] if bundle.package else []
    found = {one.key: one for one in shelf()}
    return [Offer(row) for row in rows_of(found[key] for key in codes if key in found)]


def offers_in(region: str) -> bool:
    """Whether anything is offered there."""
    return any(one.region == region for one in shelf())


def regions_with_offers() -> list[Region]:
    """The regions that offer anything, by code."""
    return _regions(list({one.region for one in shelf()}))


@prepared
def _regions(codes: Any) -> QuerySet[Region]:
    return Region.objects.filter(code__any=codes).order_by("code")


def themes_with_offers(who: str) -> list[tuple[str, Text]]:
    """Themes that lead somewhere, in the order of the national list."""
    used = {code for one in shelf() for code in _themes(one, who)}
    return [(code, name) for code, name in WHO[who].items() if code in used]


def events_with_offers(first: int = 4) -> list[tuple[str, Text, tuple[Offer, ...]]]:
    """Events that lead somewhere, each with the `first` of its matters."""
    entries = shelf()
    chosen = {
        code: once_each((one for one in entries if code in one.life_events), None)[:first] for code in LIFE_EVENTS
    }
    rows = {row.id: row for row in rows_of({one.version: one for own in chosen.values() for one in own}.values())}
    return [
        (code, LIFE_EVENTS[code], tuple(Offer(rows[one.version]) for one in own)) for code, own in chosen.items() if own
    ]


def departments_with_offers() -> list[Department]:
    """Departments that decide anything, by region and number."""
    return _departments(list({one.authority for one in shelf()}))


@prepared
def _departments(codes: Any) -> QuerySet[Department]:
    return Department.objects.filter(code__any=codes).select_related("region").order_by("region_id", "number")
