"""What a person typed when their session had ended is kept in the new session, sealed as all sessions are, until they
have signed in again; then the page shows it once more. Only for the same page, once, and not for ever."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

KEY = "typed_before_sign_in"
MOST_BYTES = 64 * 1024
_NEVER = ("csrfmiddlewaretoken",)


def keep(request: HttpRequest, page: str) -> None:
    """Keeps the POST for the page with this path. Files are not kept: they have to be chosen again."""
    typed = {name: values for name, values in request.POST.lists() if name not in _NEVER}
    if sum(len(name) + sum(map(len, values)) for name, values in typed.items()) <= MOST_BYTES:
        request.session[KEY] = {"path": page, "typed": typed, "at": int(time.time())}


def take(request: HttpRequest) -> dict[str, list[str]] | None:
    """What was typed into this page before signing in, or None. It is given out once."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or request.method != "GET":
        return None
    too_old = time.time() - kept["at"] > settings.SESSION_COOKIE_AGE
    if too_old or kept["path"] == request.path:
        del request.session[KEY]
    return kept["typed"] if kept["path"] == request.path and not too_old else None
