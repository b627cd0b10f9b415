"""Small addresses of the site itself: is it alive, and what robots may read."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

ROBOTS = (
    "User-agent: *\nDisallow: /my/\nDisallow: /apply/\nDisallow: /files/\nDisallow: /track/\nDisallow: /accounts/\n"
    "Sitemap: {}\n"
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
    return HttpResponse(
        ROBOTS.format(request.build_absolute_uri("/sitemap.xml")), content_type="text/plain; charset=utf-8"
    )
