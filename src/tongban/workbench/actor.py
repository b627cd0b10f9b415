"""Who is at the office site: the officer of the session, acting in one post with its roles of today."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tongban.cases.queries import inbox, inboxes
from tongban.directory.actions.passwords import must_change
from tongban.directory.models import Officer
from tongban.directory.queries import HeldPost, actor_holding, posts_of
from tongban.kit import clock
from tongban.kit.access import ANONYMOUS, NotAllowed

OFFICER, POST, SEEN, PASSWORD = "officer", "post", "seen", "password-since"
IDLE = 30 * 60
IDLE_ADMINISTRATOR = 15 * 60
_NOTE_EVERY = 60


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, as every page shows it. `held` is the post acted in; `posts` are those to choose from."""

    officer: Officer
    held: HeldPost | None
    posts: tuple[HeldPost, ...]


class OfficerActor:
    """Sets `request.actor` (Actor) and `request.signed_in` (SignedIn or None).

    Rights are read anew at each request: an ended account or appointment ends at once, and so does every session begun
    with an earlier password. An old password opens nothing but the page that changes it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        machine = request.path.startswith("/api/")  # there a token counts, and no cookie
        request.signed_in = signed_in = None if machine else _signed_in(request)  # type: ignore[attr-defined]
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        if signed_in is not None:
            request.actor = actor_holding(signed_in.officer, signed_in.held)  # type: ignore[attr-defined]
            request.badges = {  # type: ignore[attr-defined]
                "tasks": partial(inbox.counted, request.actor),  # type: ignore[attr-defined]
                "desk_news": partial(inboxes.desk_unread, request.actor),  # type: ignore[attr-defined]
            }
            if must_change(signed_in.officer) and not _may_see_before_change(request.path):
                return HttpResponseRedirect(reverse("officer_password"))
        return self.get_response(request)


def begin_session(request: HttpRequest, officer: Officer) -> None:
    """A new session under a new key; with one post, that post is taken."""
    request.session.flush()
    request.session[OFFICER] = str(officer.id)
    request.session[SEEN] = int(time.time())
    remember_password(request, officer)
    posts = posts_of(officer, clock.today())
    if len(posts) == 1:
        request.session[POST] = str(posts[0].post.id)


def remember_password(request: HttpRequest, officer: Officer) -> None:
    """The session holds for the password the officer has now; another one, changed or reset, ends it."""
    request.session[PASSWORD] = _password_of(officer)


def _password_of(officer: Officer) -> str:
    """When it was set: a new password has a new moment, and no secret needs to be read at each request."""
    return officer.password_set_at.isoformat() if officer.password_set_at else ""


def take_post(request: HttpRequest, post: UUID) -> None:
    """Acts in this post from now on. Raises NotAllowed("not-your-post")."""
    signed_in: SignedIn | None = request.signed_in  # type: ignore[attr-defined]
    if signed_in is None or all(held.post.id != post for held in signed_in.posts):
        raise NotAllowed("not-your-post")
    request.session[POST] = str(post)
    request.session.cycle_key()


def _signed_in(request: HttpRequest) -> SignedIn | None:
    stored = request.session.get(OFFICER)
    if stored is None:
        return None
    officer = Officer.objects.filter(pk=stored, is_active=True).first()
    if officer is None or request.session.get(PASSWORD) != _password_of(officer) or _is_idle(request, officer):
        request.session.flush()
        return None
    posts = tuple(posts_of(officer, clock.today()))
    wanted = request.session.get(POST)
    held = next((held for held in posts if str(held.post.id) == wanted), None)
    return SignedIn(officer, held, posts)


def _is_idle(request: HttpRequest, officer: Officer) -> bool:
    now, seen = int(time.time()), request.session.get(SEEN, 0)
    if now - seen > (IDLE_ADMINISTRATOR if officer.administration else IDLE):
        return True
    if now - seen >= _NOTE_EVERY:
        request.session[SEEN] = now
    return False


def _may_see_before_change(path: str) -> bool:
    return path in (reverse("officer_password"), reverse("officer_sign_out")) or path.startswith("/static/")
