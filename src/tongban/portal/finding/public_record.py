"""What the city shows of its work: results granted to organisations, what is asked for most, what a department handles."""

from typing import Any

from django.urls import reverse

from tongban.cases.queries.published import Published, figures, published
from tongban.catalog import browsing
from tongban.catalog.queries import package_of
from tongban.catalog.shelf import once_each, rows_of, shelf
from tongban.directory.models import Department
from tongban.portal.finding import lists
from tongban.portal.words import day, name_of, said

Row = dict[str, Any]
POPULAR, NEWEST = 6, 4


def popular(region: str | None) -> Row:
    """The matters most asked for within a year, by count; `counted` is False where nobody has asked for any yet."""
    asked = figures().asked
    entries = [one for one in once_each(shelf(), region) if asked.get(one.code)]
    entries.sort(key=lambda one: -asked[one.code])
    if not entries:
        return {"counted": False, "links": lists.links(browsing.every_matter(region=region, size=4).offers)}
    rows = [browsing.Offer(row) for row in rows_of(entries[:POPULAR])]
    return {"counted": True, "links": [{**lists.link(one), "asked": asked[_code(one)]} for one in rows]}


def _code(offer: browsing.Offer) -> str:
    return offer.key.split("/", 1)[1]


def newest() -> list[Row]:
    """The guides published last, each matter once; keys of versions grow with time."""
    latest: dict[str, Any] = {}
    for one in sorted(shelf(), key=lambda one: one.version, reverse=True):
        latest.setdefault(one.code, one)
    offers = [browsing.Offer(row) for row in rows_of(list(latest.values())[:NEWEST])]
    return [{**lists.link(one), "on": day(one.version.published_at)} for one in offers]


def results(department: Department | None = None) -> list[Row]:
    """The newest published results, of one department or of all."""
    return [_result(one) for one in published(authority=department.id if department else None)]


def _result(one: Published) -> Row:
    return {
        "number": one.number,
        "name": said(package_of(one.package_version).service.result.name),
        "organisation": one.organisation,
        "authority": said(one.authority),
        "url": reverse("department", kwargs={"code": one.authority_code}),
        "on": day(one.issued_on),
    }


def department(row: Department, offers: tuple[browsing.Offer, ...]) -> Row:
    """How to reach it, when it is open as its own guides say, what it received and closed within a year."""
    received, closed = figures().handled.get(row.id, (0, 0))
    places = {said(one.document.place.name): said(one.document.place.hours) for one in offers}
    return {
        **lists.contact(row),
        "region": name_of(row.region),
        "places": list(places.items()),
        "received": received,
        "closed": closed,
        "results": results(row),
    }
