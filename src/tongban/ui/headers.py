"""Headers of every answer, and error pages for answers that came without one."""

from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from tongban.kit.access import NotAllowed
from tongban.ui import errors

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "bluetooth", "browsing-topics")
)


def content_policy(*leads_to: str) -> str:
    """Nothing inline, nothing from other hosts; a form may go on to an outside sign-in only if settings name it, and to
    where the page itself says (`leads_to`: origins or schemes)."""
    form_action = " ".join(("'self'", *getattr(settings, "FORM_ACTION_HOSTS", ()), *leads_to))
    return (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {form_action}"
    )


def _who_asks(request: HttpRequest) -> None:
    """Behind our TLS proxy the address that counts is the one the proxy saw: the last it added, never one sent in."""
    if settings.SECURE_TLS and (seen := request.META.get("HTTP_X_FORWARDED_FOR")):
        request.META["REMOTE_ADDR"] = str(seen).rsplit(",", 1)[-1].strip()


class PageHeaders:
    """Content policy, permissions and caching. An answer that sets one of these itself keeps its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _who_asks(request)
        response = errors.dress(request, self.get_response(request))
        response.headers.setdefault("Content-Security-Policy", content_policy())
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", _caching(request))
        elif not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A right that is missing is a page of its own, wherever it was found out; so is a NUL, which no text can hold."""
        if isinstance(exception, NotAllowed):
            return errors.permission_denied(request, exception)
        if isinstance(exception, ValueError | DataError) and "NUL" in str(exception):
            return errors.bad_request(request, exception)
        return None


def _caching(request: HttpRequest) -> str:
    """Pages of a signed-in person leave nothing behind on the machine of a service hall."""
    actor = getattr(request, "actor", None)
    anonymous = actor is None or actor.kind == "anonymous"
    return "private, no-cache" if anonymous else "private, no-store"
