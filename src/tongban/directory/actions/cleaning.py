"""Sessions and tokens that have ended are removed; they say who was where, so they are not kept."""

from django.db.models import Model

from tongban.directory.models import AccessToken, ConsentKey, OfficeSession, PublicSession
from tongban.kit import clock


def forget_ended_sessions() -> int:
    """Removes ended sessions of both sites and ended tokens of programs and apps; returns how many rows."""
    now = clock.now()
    gone = 0
    sessions, keys = (PublicSession, OfficeSession), (AccessToken, ConsentKey)
    for table, field in (*((one, "expire_date") for one in sessions), *((one, "expires_at") for one in keys)):
        gone += _table(table).filter(**{f"{field}__lt": now}).delete()[0]
    return gone


def _table(table: type[Model]):  # type: ignore[no-untyped-def]
    return table._default_manager
