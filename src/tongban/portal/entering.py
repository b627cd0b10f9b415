"""Doors of the pages: who must be signed in, and what a refusal looks like. Every page of the portal uses one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache

from tongban.cases.refusals import ActRefused
from tongban.kit.access import NotAllowed
from tongban.portal import stash
from tongban.portal.words import said

View = Callable[..., HttpResponse]
GONE = ("draft-gone",)


def applicant(view: View) -> View:
    """Only for somebody signed in. What was typed into a page whose session had ended is kept (portal.stash)."""
    return _signed_in(view, "")


def applicant_button(shown_on: str) -> Callable[[View], View]:
    """The same for a button without a page of its own: after signing in, the person is back on the page it is on."""
    return lambda view: _signed_in(view, shown_on)


def _signed_in(view: View, shown_on: str) -> View:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
        if request.actor.kind == "citizen":  # type: ignore[attr-defined]
            return answered(request, view, address)
        if request.method == "POST" and not shown_on:
            stash.keep(request)
        page = _page_of(shown_on, address) if shown_on else request.get_full_path()
        return redirect_to_login(page)

    return guarded


def _page_of(shown_on: str, address: dict[str, Any]) -> str:
    """The page a button is on: about the same thing, or a page about no one thing."""
    try:
        return reverse(shown_on, kwargs=_first(address))
    except NoReverseMatch:
        return reverse(shown_on)


def _first(address: dict[str, Any]) -> dict[str, Any]:
    """The part of a button's address that its page has too: the first."""
    return dict(list(address.items())[:1])


def visitor(view: View) -> View:
    """For anybody."""

    @wraps(view)
    def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
        return answered(request, view, address)

    return guarded


def answered(request: HttpRequest, view: View, address: dict[str, Any]) -> HttpResponse:
    """The view's answer; a refusal becomes a page that says why and what to do."""
    try:
        return view(request, **address)
    except ActRefused as refusal:
        return refused(request, refusal)
    except NotAllowed:
        raise Http404 from None


def refused(request: HttpRequest, refusal: ActRefused) -> HttpResponse:
    """Why not, and the way out."""
    status = 404 if refusal.code in GONE else 409
    problems = [
        {"text": said((one.zh, one.en))} for one in refusal.problems if hasattr(one, "zh") and hasattr(one, "en")
    ]
    context = {"reason": said(refusal.text), "problems": problems}
    return render(request, "portal/refused.html", context, status=status)
