"""Sessions of the office site."""

from tongban.directory.sessions.sealed import SealedSessionStore


class SessionStore(SealedSessionStore):
    """Sealed sessions in a table of their own."""

    label = "session.office"

    @classmethod
    def get_model_class(cls):  # type: ignore[no-untyped-def]
        from tongban.directory.models import OfficeSession

        return OfficeSession
