"""The map of the site: a page for people, and the same for search engines, a file for each region (sitemaps.org)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tongban.catalog import browsing
from tongban.catalog.shelf import shelf
from tongban.catalog.themes import LIFE_EVENTS
from tongban.portal.entering import visitor
from tongban.portal.finding import lists

MOST = 50_000  # addresses in one file, by the protocol


@visitor
def page(request: HttpRequest) -> HttpResponse:
    """Everything there is, by name."""
    return render(request, "portal/sitemap.html", {"paths": lists.ways_on()})


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One file for what belongs to no region, and one for the guides of each."""
    names = ["all", *(one.code for one in browsing.regions_with_offers())]
    files = [request.build_absolute_uri(reverse("sitemap_part", kwargs={"part": name})) for name in names]
    return _xml(request, {"files": files})


@require_GET
def part(request: HttpRequest, part: str) -> HttpResponse:
    """The addresses of one file."""
    if part == "all":
        paths = [reverse("home"), reverse("services"), reverse("sitemap"), reverse("verify"), *_lists()]
    else:
        paths = [lists.guide_address(one.key) for one in shelf() if one.region == part]
        if not paths:
            raise Http404
    return _xml(request, {"pages": [request.build_absolute_uri(one) for one in paths[:MOST]]})


def _lists() -> list[str]:
    used = {code for one in shelf() for code in one.life_events}
    return [
        *(reverse("event", kwargs={"code": code}) for code in LIFE_EVENTS if code in used),
        *(reverse("theme", kwargs={"who": who, "code": code})
          for who in browsing.WHO for code, _ in browsing.themes_with_offers(who)),
        *(reverse("department", kwargs={"code": one.code}) for one in browsing.departments_with_offers()),
    ]  # fmt: skip


def _xml(request: HttpRequest, context: dict[str, list[str]]) -> HttpResponse:
    return render(request, "portal/sitemap.xml", context, content_type="application/xml; charset=utf-8")
