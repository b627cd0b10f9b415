"""Officers by bearer token: bound to one post, thirty minutes, signed and kept nowhere.

Rights are read anew at each request, and a changed password ends every token, so an ended account ends at once.
"""

from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from tongban.api.errors import Refusal
from tongban.directory.actions.passwords import must_change
from tongban.directory.models import Officer
from tongban.directory.queries import actor_of_officer, posts_of
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed

LASTS = 30 * 60
_SALT = "tongban.api.office"


def token_for(officer: Officer, post_code: str) -> str:
    """A token of the officer in that post; with one post only, it need not be named. Raises Refusal."""
    if must_change(officer):
        raise Refusal("password-old")
    held = [one.post for one in posts_of(officer, clock.today()) if post_code in ("", one.post.code)]
    if len(held) != 1:
        raise Refusal("post")
    return signing.dumps([str(officer.id), str(held[0].id), _seal(officer)], salt=_SALT)


def _seal(officer: Officer) -> str:
    """Changes with the password."""
    return salted_hmac(_SALT, officer.password, algorithm="sha256").hexdigest()


class OfficerBearer(HttpBearer):
    """The officer of the token, acting in its post with the roles of today."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        try:
            officer_id, post, seal = signing.loads(token, salt=_SALT, max_age=LASTS)
        except signing.BadSignature:
            raise AuthenticationError from None
        officer = Officer.objects.with_secrets().filter(pk=officer_id).first()
        if officer is None or _seal(officer) != seal or must_change(officer):
            raise AuthenticationError
        try:
            found = actor_of_officer(officer, UUID(post), today=clock.today())
        except NotAllowed:
            raise AuthenticationError from None
        return Actor(
            kind="officer", id=found.id, post=found.post, department=found.department, roles=found.roles, channel="api"
        )
