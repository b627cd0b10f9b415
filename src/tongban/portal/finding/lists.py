"""Lists of services as plain dicts for the templates."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from tongban.catalog import browsing, labels
from tongban.catalog.browsing import Offer
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.searching import Hit
from tongban.catalog.themes import LIFE_EVENTS
from tongban.directory.models import Department
from tongban.portal.finding import marking
from tongban.portal.words import lang, listed, name_of, said

Row = dict[str, Any]


def link(offer: Offer) -> Row:
    """One service as an entry of a list."""
    return {
        "url": guide_address(offer.key),
        "name": said(offer.name),
        "summary": said(offer.summary),
        "region": name_of(offer.region),
        "authority": name_of(offer.authority),
        "open": offer.is_open,
        "bundle": bool(offer.package and offer.package.is_bundle),
        "speed": _speed(offer),
        "fee": said(("收费", "A fee is charged") if offer.document.fees else ("不收费", "Free of charge")),
        "paused": offer.version.usage == ImplementationVersion.Usage.PAUSED,
    }


def guide_address(key: str) -> str:
    """The address of a guide."""
    region, package = key.split("/", 1)
    return reverse("guide", kwargs={"region": region, "package": package})


def links(offers: Iterable[Offer]) -> list[Row]:
    """Several entries."""
    return [link(one) for one in offers]


def _speed(offer: Offer) -> str:
    """How fast it is done: at once, or the promised limit."""
    if offer.package and offer.package.service.speed == "instant":
        return said(("当场办结", "Done at once"))
    promised = labels.duration(offer.document.promised.n, offer.document.promised.unit)
    return said((f"{promised.zh}办结", f"within {promised.en}"))


def hit(found: Hit, asked: str) -> Row:
    """One result, with what matched marked; `also` says how many other places offer it."""
    offer = Offer(found.version)
    row = link(offer)
    pieces = marking.marked(row["name"], asked)
    phrase = [] if any(hit for _, hit in pieces) else _phrase(offer, asked)
    return {**row, "also": found.also, "pieces": pieces, "phrase": phrase}


def _phrase(offer: Offer, asked: str) -> list[marking.Piece]:
    """The way people say it that the words matched best, where the name itself did not match."""
    said_so = offer.package.service.phrases.said(lang()) if offer.package else ()
    return max((marking.marked(one, asked) for one in said_so), key=marking.weight, default=[])


def events() -> list[Row]:
    """Events of life, each with the names of its services."""
    found = []
    for code, name, offers in browsing.events_with_offers():
        found.append(
            {"url": reverse("event", kwargs={"code": code}), "name": said(name),
             "services": listed(said(one.name) for one in offers)}
        )  # fmt: skip
    return found


def regions(chosen: str | None) -> list[Row]:
    """The places to choose from."""
    return [
        {"code": region.code, "name": name_of(region), "chosen": region.code == chosen}
        for region in browsing.regions_with_offers()
    ]


def ways_on() -> Row:
    """What to do when the words found nothing: themes, departments, and a person to ask."""
    return {
        "events": events(),
        "themes": [
            {"title": title, "links": [_theme(who, code, name) for code, name in browsing.themes_with_offers(who)]}
            for who, title in (
                ("natural", said(("个人办事", "For people"))),
                ("legal", said(("企业办事", "For firms"))),
            )
        ],
        "departments_by_region": _by_region(browsing.departments_with_offers()),
    }


def beside(found: browsing.Beside) -> Row:
    """What is often done together with the matters of a theme or an event, for its page."""
    return {
        "bundles": [
            {**link(one), "children": listed(said(child.name) for child in browsing.children_of(one))}
            for one in found.bundles
        ],
        "also": links(found.also),
        "events": [
            {"url": reverse("event", kwargs={"code": code}), "name": said(LIFE_EVENTS[code])} for code in found.events
        ],
    }


def _by_region(departments: Iterable[Department]) -> list[Row]:
    """Departments under the place they work for."""
    places: dict[str, list[Row]] = {}
    for one in departments:
        link = {"url": reverse("department", kwargs={"code": one.code}), "name": name_of(one)}
        places.setdefault(name_of(one.region), []).append(link)
    return [{"name": name, "departments": found} for name, found in places.items()]


def _theme(who: str, code: str, name: Any) -> Row:
    return {"url": reverse("theme", kwargs={"who": who, "code": code}), "name": said(name)}


def contact(row: Department) -> Row:
    """How to reach a department."""
    return {"address": row.address_en if name_of(row) == row.name_en else row.address_zh, "phone": row.phone}
