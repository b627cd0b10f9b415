"""办事指南 as data: every element inspectors ask for (domain §1.3), derived from the package and the implementation.

Each element has a key, so that a test can take the list and find every one on the page, or an explicit 无.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from tongban.catalog import labels
from tongban.catalog.browsing import Offer
from tongban.catalog.queries import offers_of
from tongban.kit.clock import CITY_ZONE
from tongban.portal.finding import guide_identity, guide_lists
from tongban.portal.finding.guide_identity import conduct, identity, online, result, time
from tongban.portal.finding.guide_rows import Row
from tongban.portal.finding.markdown import blocks
from tongban.portal.words import lang, name_of, said


def guide_page(offer: Offer) -> dict[str, Any]:
    """What the template of the guide shows."""
    package = offer.package
    return {
        "name": said(offer.name),
        "summary": said(offer.summary),
        "conditions": [said(one.text) for one in package.service.conditions] if package else [],
        "facts": _facts(offer),
        "sections": _sections(offer),
        "materials": guide_lists.materials(offer),
        "flow": guide_lists.flow(offer),
        "children": guide_lists.children(offer),
        "all_limits": guide_identity.all_limits(offer),
        "fees": guide_lists.fees(offer),
        "remedies": guide_lists.remedies(offer),
        "faqs": [(said(one.question), said(one.answer)) for one in offer.document.faqs],
        "bases": guide_lists.bases(offer),
        "text": blocks(package.guide.said(lang())) if package else [],
        "region": name_of(offer.region),
        "published": f"{offer.version.published_at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M}",
        "source": name_of(offer.authority),
        "elsewhere": _elsewhere(offer),
        "open": offer.is_open,
        "start": reverse("start", kwargs=address(offer.key)),
        "usage": said(labels.USAGES[offer.version.usage]) if offer.version.usage != "1" else "",
        "place": guide_lists.place(offer),
    }


def address(key: str) -> dict[str, str]:
    """The parts of an address out of a key."""
    region, package = key.split("/", 1)
    return {"region": region, "package": package}


def _facts(offer: Offer) -> list[Row]:
    """What people ask first: how long, how much, how often must I come, what do I get."""
    rows = {one["key"]: one for one in (*time(offer), *conduct(offer), *result(offer), *guide_lists.fee_rows(offer))}
    rows["statutory"] = {**rows["statutory"], "values": [guide_identity.statutory(offer)]}
    rows["materials_count"] = guide_lists.materials_count(offer)
    wanted = ("promised", "statutory", "fee", "visits", "materials_count", "result_name")
    return [rows[key] for key in wanted if key in rows]


def _sections(offer: Offer) -> list[dict[str, Any]]:
    parts: Iterable[tuple[str, str, str, list[Row]]] = (
        ("conditions", "办理条件", "Conditions", conduct(offer)),
        ("time", "办理时限", "Time limits", time(offer)),
        ("result", "办理结果", "Result", result(offer)),
        ("fee", "收费", "Fees", guide_lists.fee_rows(offer)),
        ("online", "网上办理和服务方式", "Online and other ways", online(offer)),
        ("identity", "事项信息", "About this matter", identity(offer)),
    )
    return [{"id": id, "title": said((zh, en)), "rows": rows} for id, zh, en, rows in parts]


def _elsewhere(offer: Offer) -> list[dict[str, str]]:
    """The same matter in other regions."""
    if offer.package is None:
        return []
    others = [one for one in offers_of(offer.package.code) if one.implementation.key != offer.key]
    return [
        {"name": name_of(one.implementation.region), "url": reverse("guide", kwargs=address(one.implementation.key))}
        for one in others
    ]
