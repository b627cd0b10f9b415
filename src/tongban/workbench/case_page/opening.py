"""Whose personal data is open in this session: one case each, for ten minutes, after a reason was given."""

import time
from uuid import UUID

from django.http import HttpRequest

OPENED = "opened"
OPENED_LASTS = 10 * 60


def remember(request: HttpRequest, case_id: UUID) -> None:
    """The reason has been given and written down."""
    request.session[OPENED] = {**request.session.get(OPENED, {}), str(case_id): int(time.time())}


def is_opened(request: HttpRequest, case_id: UUID) -> bool:
    """Whether it was opened in this session, less than ten minutes ago."""
    since = request.session.get(OPENED, {}).get(str(case_id), 0)
    return time.time() - since < OPENED_LASTS
