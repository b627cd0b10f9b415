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


def applicant_button(shown_on: str, *, keeps: bool = False) -> Callable[[View], View]:
    """The same for a button without a page of its own: after signing in, the person is back on the page it is on.

    `keeps`: what was typed on that page was sent along, and is kept for it.
    """
    return lambda view: _signed_in(view, shown_on, keeps)


def _signed_in(view: View, shown_on: str, keeps: bool = True) -> View:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
        if request.actor.kind == "citizen":  # type: ignore[attr-defined]
            return answered(request, view, address)
        page = _page_of(shown_on, address) if shown_on else request.get_full_path()
        if request.method == "POST" and keeps:
            stash.keep(request, page if shown_on else request.path)
        return redirect_to_login(page)

    return guarded


def _page_of(shown_on: str, address: dict[str, Any]) -> str:
    """The page a button is on: about the same thing, or a page about no one thing."""
    for length in range(len(address), 0, -1):  # the page has the first parts of the button's address
        try:
            return reverse(shown_on, kwargs=dict(list(address.items())[:length]))
        except NoReverseMatch:
            continue
    return reverse(shown_on)


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
