"""Sessions of the two sites in two tables, and failed sign-ins as rows (so a restart or another worker forgets none)."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class PublicSession(AbstractBaseSession):
    """Sessions of the public site."""

    objects: ClassVar = BaseSessionManager["PublicSession"]()

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from tongban.directory.sessions.public import SessionStore

        return SessionStore

    class Meta(AbstractBaseSession.Meta):
        db_table = "directory_public_session"


class OfficeSession(AbstractBaseSession):
    """Sessions of the office site."""

    objects: ClassVar = BaseSessionManager["OfficeSession"]()

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from tongban.directory.sessions.office import SessionStore

        return SessionStore

    class Meta(AbstractBaseSession.Meta):
        db_table = "directory_office_session"


class Lockout(models.Model):
    """Failures of one account or one look-up key; locked until a time after too many (domain.md §11: 5, 30 minutes)."""

    key = models.BinaryField(max_length=16, primary_key=True)  # blind index of site and account
    failures = models.PositiveSmallIntegerField(default=0)
    first_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
