"""Pages for finding a service. None of them needs a sign-in, and none is a dead end."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongban.catalog import browsing, searching, theme_texts
from tongban.catalog.themes import LIFE_EVENTS
from tongban.directory.models import Department
from tongban.portal.entering import visitor
from tongban.portal.finding import lists, public_record
from tongban.portal.finding.guide import guide_page
from tongban.portal.words import name_of, said

REGION_COOKIE = "region"
ABOUT = {"natural": theme_texts.NATURAL, "legal": theme_texts.LEGAL}
FOR = {"natural": ("个人办事", "For people"), "legal": ("企业办事", "For firms")}


def chosen_region(request: HttpRequest) -> str | None:
    """The county the visitor chose, if it offers anything."""
    wanted = request.COOKIES.get(REGION_COOKIE, "")
    return wanted if wanted and browsing.offers_in(wanted) else None


@visitor
def home(request: HttpRequest) -> HttpResponse:
    """您想办什么事？"""
    context = {
        "paths": lists.ways_on(),
        "popular": public_record.popular(chosen_region(request)),
        "results": public_record.results(),
        "newest": public_record.newest(),
        "regions": lists.regions(chosen_region(request)),
        "region_chosen": bool(chosen_region(request)),
    }
    return render(request, "portal/home.html", context)


@visitor
def search(request: HttpRequest) -> HttpResponse:
    """What answers the words; where nothing does, the ways on."""
    text = " ".join(request.GET.get("q", "").split())[: searching.MAX_QUERY]
    region = chosen_region(request)
    hits = searching.search(text, region=region) if text else []
    context = {"q": text, "hits": [lists.hit(one, text) for one in hits], "paths": lists.ways_on(),
               "regions": lists.regions(region), "region_chosen": bool(region)}  # fmt: skip
    return render(request, "portal/results.html", context)


@visitor
def all_services(request: HttpRequest) -> HttpResponse:
    """Every service, by events, themes and departments."""
    region = chosen_region(request)
    page = browsing.every_matter(region=region, after=_after(request))
    context = {"paths": lists.ways_on(), "services": lists.links(page.offers), "next": page.next, "regions": lists.regions(region),
               "region_chosen": bool(region)}  # fmt: skip
    return render(request, "portal/services.html", context)


@visitor
def theme(request: HttpRequest, who: str, code: str) -> HttpResponse:
    """The services of one theme."""
    name = browsing.WHO.get(who, {}).get(code)
    if name is None:
        raise Http404
    region = chosen_region(request)
    page = browsing.of_theme(who, code, region=region, after=_after(request))
    beside = lists.beside(browsing.beside_theme(who, code, region=region))
    context = {**_listed(said(name), page), **beside, "about": said(ABOUT[who][code]), "kind": said(FOR[who])}
    return render(request, "portal/theme.html", context)


@visitor
def event(request: HttpRequest, code: str) -> HttpResponse:
    """The services of one event of life."""
    if code not in LIFE_EVENTS:
        raise Http404
    region = chosen_region(request)
    page = browsing.of_event(code, region=region, after=_after(request))
    beside = lists.beside(browsing.beside_event(code, region=region))
    context = {**_listed(said(LIFE_EVENTS[code]), page), **beside, "about": said(theme_texts.LIFE_EVENTS[code]),
               "kind": said(("人生大事", "Life events"))}  # fmt: skip
    return render(request, "portal/theme.html", context)


@visitor
def department(request: HttpRequest, code: str) -> HttpResponse:
    """What a department decides, how to reach it, what it handled and granted lately."""
    row = Department.objects.select_related("region").filter(code=code).first()
    if row is None:
        raise Http404
    page = browsing.of_department(code, after=_after(request))
    context = {**_listed(name_of(row), page), "department": public_record.department(row, page.offers)}
    return render(request, "portal/department.html", context)


def _after(request: HttpRequest) -> str:
    """The key of the last service on the page before."""
    return request.GET.get("after", "")[:120]


def _listed(title: str, page: browsing.Page) -> dict[str, Any]:
    return {"title": title, "services": lists.links(page.offers), "next": page.next}


@visitor
def guide(request: HttpRequest, region: str, package: str) -> HttpResponse:
    """办事指南: everything about one service in one place, derived from the definition it is run by."""
    offer = browsing.one_offer(f"{region}/{package}")
    if offer is None:
        raise Http404
    return render(request, "portal/guide.html", guide_page(offer))


@require_POST
def choose_region(request: HttpRequest) -> HttpResponse:
    """The county to look in from now on."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(target if safe else "/")
    wanted = request.POST.get("region", "")
    if wanted in {region.code for region in browsing.regions_with_offers()}:
        answer.set_cookie(REGION_COOKIE, wanted, max_age=365 * 24 * 3600, samesite="Lax", httponly=True,
                          secure=settings.SESSION_COOKIE_SECURE)  # fmt: skip
    else:
        answer.delete_cookie(REGION_COOKIE)
    return answer
