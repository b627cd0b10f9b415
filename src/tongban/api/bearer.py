"""Who calls: by bearer token or nobody. Cookies are never looked at, so another site's page can do nothing here."""

from collections.abc import Callable

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from tongban.api.errors import Refusal
from tongban.directory.actions.consents import actor_of_key
from tongban.directory.actions.machines import actor_of_token
from tongban.directory.authorizing import PREFIX
from tongban.directory.queries import may_act_for
from tongban.kit import clock
from tongban.kit.access import ANONYMOUS, Actor
from tongban.kit.viewer import set_viewer

Answers = Callable[[HttpRequest], Actor]


ANYBODYS = ("services.read", "certificates.verify")
"""What needs no token: an app that sends its person's all the same is not refused."""


class Machine(HttpBearer):
    """A program, or an app with a person's consent, whose token carries `scope`. The rows of its organisation, or of that
    person, and no others become visible."""

    openapi_type = "http"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        set_viewer(ANONYMOUS)
        actor = actor_of_key(token) if token.startswith(PREFIX) else actor_of_token(token)
        if actor is None:
            set_viewer(ANONYMOUS)
            raise AuthenticationError
        if self.scope not in actor.scopes and not (actor.via and self.scope in ANYBODYS):
            raise Refusal("scope")
        if actor.via and actor.on_behalf_of and not may_act_for(actor, None, clock.today()):
            set_viewer(ANONYMOUS)
            raise Refusal("mandate")
        set_viewer(actor)
        return actor


def anybody(scope: str) -> Answers:
    """Anybody without a token; who brings one must bring a live one with `scope`."""
    machine = Machine(scope)

    def who(request: HttpRequest) -> Actor:
        if "Authorization" in request.headers:
            found: Actor | None = machine(request)
            if found is None:
                raise AuthenticationError
            return found
        set_viewer(ANONYMOUS)
        return Actor(kind="anonymous", channel="api")

    return who


READ = anybody("services.read")
VERIFY = anybody("certificates.verify")
LOOK_UP = anybody("cases.read")
OWN = Machine("cases.read")
WRITE = Machine("cases.submit")
CERTIFICATES = Machine("certificates.change")
MESSAGES = Machine("messages.read")
LOOKS = Machine("looks.read")


def caller(request: HttpRequest) -> Actor:
    """Who calls, as the endpoint's door found."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def organisation_client(request: HttpRequest) -> Actor:
    """The calling client, bound to an organisation. Raises Refusal."""
    actor = caller(request)
    if actor.kind != "machine" or actor.on_behalf_of is None:
        raise Refusal("organisation")
    return actor


def applicant(request: HttpRequest) -> Actor:
    """Who files: the client for its organisation, or the person an app acts for. Raises Refusal."""
    return caller(request) if caller(request).kind == "citizen" else organisation_client(request)


def person(request: HttpRequest) -> Actor:
    """The person an app acts for. Raises Refusal: a program has no inbox, no drafts, and nobody looks at its data."""
    actor = caller(request)
    if actor.kind != "citizen":
        raise Refusal("person")
    return actor


def origin(request: HttpRequest) -> str:
    """Whose look-ups are counted together: the client's or the person's, else the network address's."""
    actor = caller(request)
    return str(request.META.get("REMOTE_ADDR", "")) if actor.kind == "anonymous" else f"{actor.kind}:{actor.id}"
