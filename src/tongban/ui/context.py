"""What every page knows: the city, the site, the language, who looks, and what they may go to."""

import time
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
COLOURS_COOKIE = "colours"
COLOURS = ("auto", "light", "dark")  # auto: as the machine is set
KEPT = 60  # seconds: what an administrator says anew of the site is on every page within a minute
_founded: dict[str, Any] = {}
_read_at = [0.0]


def city() -> dict[str, Any]:
    """`zh`, `en`, `demo` and `facts` of this installation; a stand-in name while there is none or no database answers."""
    if not _founded or time.monotonic() - _read_at[0] > KEPT:
        try:
            row = Installation.objects.first()
        except DatabaseError:
            return _founded or NO_CITY
        if row is None:
            return NO_CITY
        _founded.update(zh=row.name_zh, en=row.name_en, demo=row.demo, facts=row.facts)
        _read_at[0] = time.monotonic()
    return _founded


def forget_city() -> None:
    """For tests, which found several cities in one process."""
    _founded.clear()


def chosen_colours(request: HttpRequest) -> str:
    """One of COLOURS."""
    wanted = request.COOKIES.get(COLOURS_COOKIE, "")
    return wanted if wanted in COLOURS else COLOURS[0]


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
        "colours": chosen_colours(request),
        "actor": getattr(request, "actor", ANONYMOUS),
        "acting_for": getattr(request, "mandate", None),
        "signed_in": getattr(request, "signed_in", None),
        "here": request.get_full_path(),
        "navigation": SimpleLazyObject(lambda: navigation.links(request)),
        "ways": SimpleLazyObject(navigation.ways),
    }
