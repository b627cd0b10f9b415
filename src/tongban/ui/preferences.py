"""Language, larger type, light or dark: three cookies that change how pages look and nothing else, so they need no form token."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.ui.context import COLOURS, COLOURS_COOKIE, ELDER_COOKIE

_YEAR = 365 * 24 * 3600
_CODES = {"zh": "zh-hans", "zh-hans": "zh-hans", "en": "en"}


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Posts `language` (zh or en) and `next`."""
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, _CODES.get(request.POST.get("language", ""), "zh-hans"))


@csrf_exempt
@require_POST
def set_elder(request: HttpRequest) -> HttpResponse:
    """Posts `elder` (1 or 0) and `next`."""
    return _remember(request, ELDER_COOKIE, "1" if request.POST.get("elder") == "1" else "0")


@csrf_exempt
@require_POST
def set_colours(request: HttpRequest) -> HttpResponse:
    """Posts `colours` (auto, light or dark) and `next`."""
    wanted = request.POST.get("colours", "")
    return _remember(request, COLOURS_COOKIE, wanted if wanted in COLOURS else COLOURS[0])


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(wanted if safe else "/", status=303)
    response.set_cookie(
        cookie, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
