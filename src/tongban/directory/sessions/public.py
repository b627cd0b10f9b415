"""Sessions of the public site."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    """Django's database store on our own table."""

    @classmethod
    def get_model_class(cls):  # type: ignore[no-untyped-def]
        from tongban.directory.models import PublicSession

        return PublicSession
