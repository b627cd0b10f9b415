"""Small addresses of the site itself: is it alive, what robots may read, language, and larger type."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

YEAR = 365 * 24 * 3600
ROBOTS = (
    "User-agent: *\nDisallow: /my/\nDisallow: /apply/\nDisallow: /files/\nDisallow: /track/\nDisallow: /accounts/\n"
)


@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """{"status": "ok"} while the database answers; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok", "site": settings.SITE})


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Guides may be found by search engines; nobody's pages may."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English from now on."""
    wanted = request.POST.get("language", "")
    answer = _back(request)
    if wanted in dict(settings.LANGUAGES):
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, wanted)
    return answer


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """长辈版: larger type and fewer side paths, or back."""
    answer = _back(request)
    if request.POST.get("elder") == "1":
        _remember(answer, "elder", "1")
    else:
        answer.delete_cookie("elder")
    return answer


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")
