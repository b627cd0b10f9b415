"""Which pages whom: decorators that every page of the office site carries. A refused page is a fact."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from tongban.kit import ledger

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """Sign-in and set-up pages."""
    view.door = "all"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any officer, administrators included: own account pages."""
    return _door(view, "signed-in", lambda actor: True)


def officers(view: View) -> View:
    """Officers who act in a post; never an administrator. An officer without a chosen post is asked for it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        present = request.signed_in  # type: ignore[attr-defined]
        if present is not None and present.held is None and not present.officer.administration:
            return redirect(f"{reverse('officer_post')}?{urlencode({'next': request.get_full_path()})}")
        return inner(request, *args, **more)

    inner = _door(view, "officer", lambda actor: actor.post is not None)
    guarded.door = "officer"  # type: ignore[attr-defined]
    return guarded


def administrator(*roles: str) -> Callable[[View], View]:
    """Holders of one of these administrators' roles."""

    def door(view: View) -> View:
        return _door(view, ",".join(roles), lambda actor: bool(actor.roles & set(roles)))

    return door


def _door(view: View, name: str, may: Callable[[Any], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        if actor.kind != "officer":
            return redirect(f"{reverse('officer_sign_in')}?{urlencode({'next': request.get_full_path()})}")
        if not may(actor):
            ledger.access("page.refused", actor=actor, path=request.path, needs=name)
            raise PermissionDenied
        return view(request, *args, **more)

    guarded.door = name  # type: ignore[attr-defined]
    return guarded
