"""Lists of services as plain dicts for the templates."""

from typing import Any

from django.urls import reverse

from tongban.catalog import browsing
from tongban.catalog.browsing import Offer
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.searching import Hit
from tongban.directory.models import Department
from tongban.portal.words import listed, name_of, said

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
        "paused": offer.version.usage == ImplementationVersion.Usage.PAUSED,
    }


def guide_address(key: str) -> str:
    """The address of a guide."""
    region, package = key.split("/", 1)
    return reverse("guide", kwargs={"region": region, "package": package})


def links(offers: list[Offer]) -> list[Row]:
    """Several entries."""
    return [link(one) for one in offers]


def hit(found: Hit) -> Row:
    """One result; `also` says how many other places offer it."""
    return {**link(Offer(found.version)), "also": found.also}


def events() -> list[Row]:
    """Events of life, each with the names of its services."""
    found = []
    for code, name, offers in browsing.events_with_offers():
        services = browsing.once_each(offers, None)
        found.append(
            {"url": reverse("event", kwargs={"code": code}), "name": said(name),
             "services": listed(said(one.name) for one in services[:4])}
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
            for who, title in (("natural", said(("个人办事", "For people"))), ("legal", said(("企业办事", "For firms"))))
        ],
        "departments": [
            {"url": reverse("department", kwargs={"code": one.code}), "name": name_of(one),
             "region": name_of(one.region)}
            for one in browsing.departments_with_offers()
        ],
    }  # fmt: skip


def _theme(who: str, code: str, name: Any) -> Row:
    return {"url": reverse("theme", kwargs={"who": who, "code": code}), "name": said(name)}


def contact(row: Department) -> Row:
    """How to reach a department."""
    return {"address": row.address_en if name_of(row) == row.name_en else row.address_zh, "phone": row.phone}
