"""Who is at the public site: made once a request from the session, told to the database, never taken from a form."""

import time
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from tongban.cases.queries import inboxes
from tongban.directory.models import Mandate
from tongban.directory.queries import mandate_in_force
from tongban.kit import clock
from tongban.kit.access import ANONYMOUS, Actor
from tongban.kit.viewer import let_in, set_viewer

ACTING_FOR = "acting_for"
_SEEN = "seen"
_NOTE_EVERY = 60
# Where allauth keeps whose sign-in is under way: between its stages, and while a code is awaited.
_SIGNING_IN = (("account_login", "user_pk"), ("account_phone_verification", "user_id"))


class CitizenActor:
    """Sets `request.actor` (Actor) and `request.mandate` (Mandate or None: the band "acting for …" of every page).

    A mandate that has ended since the last page is dropped here, and asked for again by each act.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _end_if_idle(request)
        person = _person(request)
        set_viewer(person)
        if person is ANONYMOUS:
            _let_in_whoever_is_signing_in(request)
        mandate = request.mandate = _mandate(request)  # type: ignore[attr-defined]
        request.actor = person  # type: ignore[attr-defined]
        if mandate is not None:
            request.actor = person.acting_for(mandate.organisation_id)  # type: ignore[attr-defined]
            set_viewer(request.actor)  # type: ignore[attr-defined]
        if person is not ANONYMOUS:
            request.badges = {"messages": partial(inboxes.unread, request.actor)}  # type: ignore[attr-defined]
        return self.get_response(request)


def _end_if_idle(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        return
    now = int(time.time())
    seen = request.session.get(_SEEN)
    if seen is not None and now - seen > settings.SESSION_COOKIE_AGE:
        logout(request)
    elif request.headers.get("X-Live"):
        pass  # a page that asks for itself is nobody at the keys
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


def _person(request: HttpRequest) -> Actor:
    return Actor(kind="citizen", id=request.user.pk) if request.user.is_authenticated else ANONYMOUS


def _let_in_whoever_is_signing_in(request: HttpRequest) -> None:
    """Between two pages of a sign-in the session names the account whose code is awaited."""
    pending = [(request.session.get(name) or {}).get(key) for name, key in _SIGNING_IN]
    person = next((found for found in pending if found), None)
    if person is not None:
        let_in(UUID(str(person)))
