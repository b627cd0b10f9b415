"""Who is at the public site: made once a request from the session, told to the database, never taken from a form."""

import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from tongban.directory.models import Mandate
from tongban.directory.queries import mandate_in_force
from tongban.kit import clock
from tongban.kit.access import ANONYMOUS, Actor
from tongban.kit.viewer import set_viewer

ACTING_FOR = "acting_for"
_SEEN = "seen"
_NOTE_EVERY = 60


class CitizenActor:
    """Sets `request.actor` (Actor) and `request.mandate` (Mandate or None: the band "acting for …" of every page).

    A mandate that has ended since the last page is dropped here, and asked for again by each act.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _end_if_idle(request)
        request.mandate = _mandate(request)  # type: ignore[attr-defined]
        request.actor = _actor(request)  # type: ignore[attr-defined]
        set_viewer(request.actor)  # type: ignore[attr-defined]
        return self.get_response(request)


def _end_if_idle(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        return
    now = int(time.time())
    seen = request.session.get(_SEEN)
    if seen is not None and now - seen > settings.SESSION_COOKIE_AGE:
        logout(request)
    elif seen is None or now - seen >= _NOTE_EVERY:
        request.session[_SEEN] = now


def _mandate(request: HttpRequest) -> Mandate | None:
    if not request.user.is_authenticated:
        return None
    wanted = request.session.get(ACTING_FOR)
    if wanted is None:
        return None
    found = mandate_in_force(request.user.pk, UUID(wanted), None, clock.today())
    if found is None:
        del request.session[ACTING_FOR]
    return found


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return ANONYMOUS
    mandate: Mandate | None = request.mandate  # type: ignore[attr-defined]
    organisation = mandate.organisation_id if mandate else None
    return Actor(kind="citizen", id=request.user.pk, on_behalf_of=organisation)
