"""OAuth 2.0 for apps of persons (RFC 6749, 7636, 7009): oauthlib asks, the directory's rows answer.

Every app proves a challenge (PKCE, S256 only); only confidential ones have a secret beside it. Addresses to be sent back
to are compared letter by letter; on the person's own machine (RFC 8252 §7.3) the port may differ.
"""

import base64
import binascii
import re
import secrets
from typing import Any
from urllib.parse import unquote_plus, urlsplit, urlunsplit
from uuid import UUID

from oauthlib.common import Request
from oauthlib.oauth2 import RequestValidator, WebApplicationServer
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError, UnsupportedCodeChallengeMethodError

from tongban.directory.actions import consents
from tongban.directory.actions.machines import client_with_secret
from tongban.directory.models import ConsentKey, MachineClient
from tongban.kit import viewer
from tongban.kit.access import Actor

PREFIX = "tbp_"  # tells a person's token from a program's, and searchers of leaked secrets what they found
LOOPBACK = ("127.0.0.1", "::1")


class Apps(RequestValidator):
    """What oauthlib asks. `request.client` is the MachineClient, `request.actor` who consents, `request.key` what was claimed."""

    def validate_client_id(self, client_id: str, request: Request, *args: Any, **more: Any) -> bool:
        request.client = app_with(client_id)
        return request.client is not None

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Request, *a: Any, **more: Any) -> bool:
        return any(_same(redirect_uri, known) for known in request.client.redirect_uris)

    def get_default_redirect_uri(self, client_id: str, request: Request, *args: Any, **more: Any) -> None:
        return None  # it is always named

    def validate_response_type(self, client_id: str, response_type: str, client: Any, request: Request,
                               *args: Any, **more: Any) -> bool:  # fmt: skip
        return response_type == "code"

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **more: Any) -> list[str]:
        return list(request.client.scopes)

    def validate_scopes(self, client_id: str, scopes: list[str], client: Any, request: Request,
                        *args: Any, **more: Any) -> bool:  # fmt: skip
        return set(scopes) <= set(request.client.scopes)

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return True

    def save_authorization_code(self, client_id: str, code: dict[str, str], request: Request,
                                *args: Any, **more: Any) -> None:  # fmt: skip
        consents.allow(
            request.client, actor=request.actor, scopes=request.scopes, code=code["code"],
            redirect_uri=request.redirect_uri, challenge=request.code_challenge,
        )  # fmt: skip

    def client_authentication_required(self, request: Request, *args: Any, **more: Any) -> bool:
        client = app_with(_credentials(request)[0])
        return client is None or client.is_confidential

    def authenticate_client(self, request: Request, *args: Any, **more: Any) -> bool:
        who, secret = _credentials(request)
        try:
            found = client_with_secret(UUID(who), secret, request.headers["Remote-Address"])
        except ValueError:
            return False
        return self._known(request, found)

    def authenticate_client_id(self, client_id: str, request: Request, *args: Any, **more: Any) -> bool:
        return self._known(request, app_with(client_id))

    @staticmethod
    def _known(request: Request, client: MachineClient | None) -> bool:
        """Puts the app where oauthlib looks for it."""
        if client is None or not client.redirect_uris:
            return False
        request.client, request.client_id = client, str(client.id)
        return True

    def validate_grant_type(self, client_id: str, grant_type: str, client: Any, request: Request,
                            *args: Any, **more: Any) -> bool:  # fmt: skip
        return grant_type in ("authorization_code", "refresh_token")

    def validate_code(self, client_id: str, code: str, client: Any, request: Request, *args: Any, **more: Any) -> bool:
        return self._claimed(request, ConsentKey.Kind.CODE, code)

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Request, *a: Any, **more: Any) -> bool:
        return self._claimed(request, ConsentKey.Kind.REFRESH, refresh_token)

    @staticmethod
    def _claimed(request: Request, kind: ConsentKey.Kind, secret: str) -> bool:
        request.key = consents.claim(kind, secret, request.client)
        if request.key is None:
            return False
        request.user, request.scopes = request.key.consent, list(request.key.scopes)
        return True

    def get_code_challenge(self, code: str, request: Request) -> str:
        return str(request.key.challenge)

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        return "S256"

    def confirm_redirect_uri(self, client_id: str, code: str, redirect_uri: str, client: Any, request: Request,
                             *args: Any, **more: Any) -> bool:  # fmt: skip
        return bool(redirect_uri == request.key.redirect_uri)

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *a: Any, **more: Any) -> None:
        """It was used up when it was claimed."""

    def get_original_scopes(self, refresh_token: str, request: Request, *args: Any, **more: Any) -> list[str]:
        return list(request.key.scopes)

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **more: Any) -> None:
        consents.renew(
            request.key.consent, request.scopes, access=token["access_token"], refresh=token["refresh_token"]
        )

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **more: Any) -> None:
        consents.give_back(token, request.client)


def _new_token(request: Request, refresh_token: bool = False) -> str:
    return PREFIX + secrets.token_urlsafe(32)


def server() -> WebApplicationServer:
    """Codes and tokens as this city gives them out."""
    lasts = int(consents.LASTS[ConsentKey.Kind.ACCESS].total_seconds())
    return WebApplicationServer(
        Apps(), token_expires_in=lasts, token_generator=_new_token, refresh_token_generator=_new_token
    )


def app_with(client_id: str) -> MachineClient | None:
    """The app with this id that is in use; its row may be read from now on."""
    try:
        known = UUID(client_id)
    except (ValueError, TypeError, AttributeError):
        return None
    viewer.present_client(known)
    found = MachineClient.objects.select_related("organisation").filter(pk=known, is_active=True).first()
    return found if found is not None and found.redirect_uris else None


def asked(query: str) -> tuple[MachineClient, list[str], dict[str, Any]]:
    """What the query of an authorization request asks: the app, the scopes, and oauthlib's credentials to answer it with.

    Raises oauthlib's OAuth2Error; a FatalClientError is for the person only, others go back to the app.
    """
    scopes, given = server().validate_authorization_request(f"https://city/?{query}")
    if given["code_challenge_method"] != "S256":
        raise UnsupportedCodeChallengeMethodError(request=given["request"])
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", given["code_challenge"]):
        raise InvalidRequestError("The challenge is no SHA-256.", request=given["request"])
    return given.pop("request").client, list(scopes), given


def allow(query: str, scopes: list[str], actor: Actor) -> str:
    """The address the person is sent back to, with the code."""
    headers, _, _ = server().create_authorization_response(
        f"https://city/?{query}", scopes=scopes, credentials={"actor": actor}
    )
    return str(headers["Location"])


def _credentials(request: Request) -> tuple[str, str]:
    """Id and secret, from the header (RFC 6749 §2.3.1) or the form."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            who, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return unquote_plus(who), unquote_plus(secret)
    return request.client_id or "", request.client_secret or ""


def _same(given: str, known: str) -> bool:
    if given == known:
        return True
    one = urlsplit(given)
    if one.scheme != "http" or one.hostname not in LOOPBACK:
        return False
    return _portless(given) == _portless(known)


def _portless(address: str) -> str:
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    return urlunsplit(parts._replace(netloc=host))
