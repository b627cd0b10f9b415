"""The trust file of the city, and the page that verifies QR codes without a network: to be kept, and to be used at once."""

import json
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongban.cases.qr_signing import city_name
from tongban.engine import qr
from tongban.engine.qr.verdict import SAID
from tongban.exchange import qr_keys
from tongban.portal.entering import visitor
from tongban.records.queries import revocation_list

PAGE = Path(__file__).with_name("verifier.html")


def _trust() -> str:
    return qr.trust_json(city_name(), qr_keys.all_keys(), revocation_list())


@never_cache
@visitor
@require_GET
def trust(request: HttpRequest) -> HttpResponse:
    """Public keys with their time, and the newest signed revocation list (JSON). `?file` gives it to be kept."""
    answer = HttpResponse(_trust(), content_type="application/json; charset=utf-8")
    if "file" in request.GET:
        answer["Content-Disposition"] = "attachment; filename=qr.json"
    return answer


@never_cache
@visitor
@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The page with today's trust file in it. Nothing it holds may load or send anything. `?file` gives it to be kept."""
    answer = HttpResponse(filled(_trust()), content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = _policy()
    answer["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    if "file" in request.GET:
        answer["Content-Disposition"] = "attachment; filename=verify.html"
    return answer


def filled(trust_file: str) -> str:
    """The page with a trust file and the words of the verdicts in it."""
    page = PAGE.read_text(encoding="utf-8")
    for name, text, value in (("trust", "null", json.loads(trust_file)), ("said", "{}", SAID)):
        marked = f'<script type="application/json" id="{name}">{text}</script>'
        said = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
        page = page.replace(marked, marked.replace(f">{text}<", f">{said}<"))
    return page


@lru_cache(maxsize=1)
def _policy() -> str:
    """Its own script and style, by their hashes; no host, not even ours."""
    page = PAGE.read_text(encoding="utf-8")
    script, style = (_hash(page, f"<{tag}>", f"</{tag}>") for tag in ("script", "style"))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; media-src blob: mediastream:; img-src blob:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash(page: str, begin: str, end: str) -> str:
    inside = page.partition(begin)[2].partition(end)[0]
    return f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"
