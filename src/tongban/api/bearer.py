"""Who calls: by bearer token or nobody. Cookies are never looked at, so another site's page can do nothing here."""

from collections.abc import Callable

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from tongban.api.errors import Refusal
from tongban.directory.actions.machines import actor_of_token
from tongban.kit.access import ANONYMOUS, Actor
from tongban.kit.viewer import set_viewer

Answers = Callable[[HttpRequest], Actor]


class Machine(HttpBearer):
    """A machine client whose token carries `scope`. Its organisation's rows, and no others, become visible."""

    openapi_type = "http"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        set_viewer(ANONYMOUS)
        actor = actor_of_token(token)
        if actor is None:
            raise AuthenticationError
        if self.scope not in actor.scopes:
            raise Refusal("scope")
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


def caller(request: HttpRequest) -> Actor:
    """Who calls, as the endpoint's door found."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def organisation_client(request: HttpRequest) -> Actor:
    """The calling client, bound to an organisation. Raises Refusal."""
    actor = caller(request)
    if actor.on_behalf_of is None:
        raise Refusal("organisation")
    return actor


def origin(request: HttpRequest) -> str:
    """Whose look-ups are counted together: the client, else the network address."""
    actor = caller(request)
    return f"machine:{actor.id}" if actor.kind == "machine" else str(request.META.get("REMOTE_ADDR", ""))
