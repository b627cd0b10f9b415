"""What every page knows: the city, the site, the language, who looks, and what they may go to."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tongban.kit.access import ANONYMOUS
from tongban.kit.models import Installation
from tongban.ui import languages, navigation

NO_CITY = {"zh": "通办", "en": "Tongban", "demo": False}
ELDER_COOKIE = "elder"
_founded: dict[str, Any] = {}
"""The installation never changes once it is founded, so it is read once a process."""


def city() -> dict[str, Any]:
    """`zh`, `en` and `demo` of this installation; a stand-in name while there is none or no database answers."""
    if not _founded:
        try:
            row = Installation.objects.first()
        except DatabaseError:
            return NO_CITY
        if row is None:
            return NO_CITY
        _founded.update(zh=row.name_zh, en=row.name_en, demo=row.demo)
    return _founded


def forget_city() -> None:
    """For tests, which found several cities in one process."""
    _founded.clear()


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of all pages."""
    lang = languages.language()
    return {
        "city": SimpleLazyObject(city),
        "site": getattr(settings, "SITE", ""),
        "lang": lang,
        "html_lang": languages.HTML_CODES[lang],
        "other_lang": languages.other_language(),
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "actor": getattr(request, "actor", ANONYMOUS),
        "acting_for": getattr(request, "mandate", None),
        "signed_in": getattr(request, "signed_in", None),
        "here": request.get_full_path(),
        "navigation": SimpleLazyObject(lambda: navigation.links(request)),
        "ways": SimpleLazyObject(navigation.ways),
    }
