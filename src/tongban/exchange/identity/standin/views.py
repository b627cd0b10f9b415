"""Endpoints of the stand-in: discovery, keys, authorize, token, userinfo (OpenID Connect Core 1.0, RFC 7636)."""

import base64
import hashlib
import hmac
from urllib.parse import urlencode

import jwt
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from jwt.algorithms import RSAAlgorithm

from tongban.exchange.identity.standin import registration
from tongban.kit import clock
from tongban.kit.models import Installation

CODE_LASTS = 60
TOKEN_LASTS = 300
KEY_ID = "stand-in"
_CODE, _TOKEN = "stand-in.identity.code", "stand-in.identity.token"


def _demo_only() -> None:
    if not Installation.is_demo():
        raise Http404


@require_GET
def discovery(request: HttpRequest) -> JsonResponse:
    """What a client needs to know."""
    _demo_only()
    base = registration.issuer()
    return JsonResponse(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "phone"],
        }
    )


@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    """The public key of the ID tokens."""
    _demo_only()
    public = RSAAlgorithm.to_jwk(registration.signing_key().public_key(), as_dict=True)
    return JsonResponse({"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]})


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Shows the invented people; choosing one is what a password and a face would be at the real provider."""
    _demo_only()
    asked = {key: request.GET.get(key, "") for key in _ASKED}
    if asked["client_id"] != registration.CLIENT_ID or not _is_ours(request, asked["redirect_uri"]):
        return HttpResponse("unknown client or redirect_uri", status=400, content_type="text/plain")
    if asked["response_type"] != "code" or "openid" not in asked["scope"].split():
        return _back(asked, error="invalid_request")
    if asked["code_challenge_method"] != "S256" or not asked["code_challenge"]:
        return _back(asked, error="invalid_request")
    if request.method == "GET":
        return render(request, "exchange/stand_in_identity.html", {"people": registration.people()})
    person = registration.person(request.POST.get("sub", ""))
    if person is None:
        return _back(asked, error="access_denied")
    code = signing.dumps({**asked, "sub": person.sub, "state": ""}, salt=_CODE)
    return _back(asked, code=code)


_ASKED = (
    "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method"
)  # fmt: skip


def _is_ours(request: HttpRequest, redirect_uri: str) -> bool:
    return redirect_uri == request.build_absolute_uri("/accounts/oidc/province/login/callback/")


def _back(asked: dict[str, str], **answer: str) -> HttpResponse:
    return HttpResponseRedirect(f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}")


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> JsonResponse:
    """Exchanges a code, once, for an access token and a signed ID token."""
    _demo_only()
    client = _client(request)
    if client is None:
        return JsonResponse({"error": "invalid_client"}, status=401)
    code = request.POST.get("code", "")
    try:
        granted = signing.loads(code, salt=_CODE, max_age=CODE_LASTS)
    except signing.BadSignature:
        return _bad("invalid_grant")
    proof = hashlib.sha256(request.POST.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
    if (
        request.POST.get("grant_type") != "authorization_code"
        or request.POST.get("redirect_uri") != granted["redirect_uri"]
        or not hmac.compare_digest(challenge, granted["code_challenge"])
        or not registration.first_use(code)
    ):
        return _bad("invalid_grant")
    access = signing.dumps({"sub": granted["sub"], "scope": granted["scope"]}, salt=_TOKEN)
    answer = {
        "access_token": access, "token_type": "Bearer", "expires_in": TOKEN_LASTS, "scope": granted["scope"],
        "id_token": _id_token(granted["sub"], granted["nonce"]),
    }  # fmt: skip
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _client(request: HttpRequest) -> str | None:
    name, secret = request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except ValueError:
            return None
    right = hmac.compare_digest(secret.encode(), registration.client_secret().encode())
    return name if right and name == registration.CLIENT_ID else None


def _bad(error: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=400, headers={"Cache-Control": "no-store"})


def _id_token(sub: str, nonce: str) -> str:
    now = int(clock.now().timestamp())
    claims = {
        "iss": registration.issuer(),
        "sub": sub,
        "aud": registration.CLIENT_ID,
        "iat": now,
        "exp": now + TOKEN_LASTS,
    }
    if nonce:
        claims["nonce"] = nonce
    return jwt.encode(claims, registration.signing_key(), algorithm="RS256", headers={"kid": KEY_ID})


@require_GET
def userinfo(request: HttpRequest) -> JsonResponse:
    """The claims of the person an access token stands for."""
    _demo_only()
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    try:
        granted = signing.loads(value, salt=_TOKEN, max_age=TOKEN_LASTS) if kind.lower() == "bearer" else None
    except signing.BadSignature:
        granted = None
    person = registration.person(granted["sub"]) if granted else None
    if granted is None or person is None:
        return JsonResponse({"error": "invalid_token"}, status=401, headers={"WWW-Authenticate": "Bearer"})
    return JsonResponse(person.claims(granted["scope"].split()))
