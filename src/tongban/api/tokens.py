"""Tokens for apps of persons, as OAuth clients expect them (RFC 6749, 7009, 8414): not in our shape of a refusal but in theirs."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from oauthlib.oauth2 import InvalidRequestError

from tongban.directory.actions.attempts import Locked
from tongban.directory.actions.consents import PERSONS_SCOPES
from tongban.directory.authorizing import server
from tongban.kit.access import ANONYMOUS
from tongban.kit.viewer import set_viewer

MOST = 8_000  # bytes of a form of codes and tokens


@csrf_exempt  # no cookie is looked at: who calls proves it by code and verifier
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A code, or a refresh token, becomes an access token and the next refresh token."""
    return _answered(request, "create_token_response")


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """The app signs the person out: the tokens of its consent end."""
    return _answered(request, "create_revocation_response")


@require_GET
def metadata(request: HttpRequest) -> JsonResponse:
    """Where and how tokens are got (RFC 8414)."""
    site = settings.PUBLIC_URL.rstrip("/")
    return JsonResponse({
        "issuer": site,
        "authorization_endpoint": site + reverse("authorize"),
        "token_endpoint": site + reverse("oauth_token"),
        "revocation_endpoint": site + reverse("oauth_revoke"),
        "service_documentation": site + reverse("api_reference"),
        "scopes_supported": list(PERSONS_SCOPES),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "ui_locales_supported": ["zh", "en"],
    })  # fmt: skip


def _answered(request: HttpRequest, endpoint: str) -> HttpResponse:
    set_viewer(ANONYMOUS)
    headers = {"Remote-Address": str(request.META.get("REMOTE_ADDR", ""))}
    if "Authorization" in request.headers:
        headers["Authorization"] = request.headers["Authorization"]
    try:
        if len(request.body) > MOST:
            raise ValueError
        said, body, status = getattr(server(), endpoint)(
            settings.PUBLIC_URL, http_method="POST", body=request.body.decode(), headers=headers
        )
    except Locked:
        said, body, status = {"Retry-After": "1800"}, json.dumps({"error": "temporarily_unavailable"}), 429
    except ValueError:  # not a form, or not in UTF-8
        said, body, status = {}, InvalidRequestError().json, 400
    return HttpResponse(body or "", status=status, headers={"Content-Type": "application/json", **said})
