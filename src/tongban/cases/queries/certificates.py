"""Verifying a certificate by its number and the code printed on it, for anybody; what does not exist is not told apart."""

from uuid import UUID

from django.db import connection

from tongban.cases.actions.issuing import code_index
from tongban.cases.queries.cases import throttle
from tongban.kit import ledger
from tongban.kit.access import Actor


def find(viewer: Actor, number: str, code: str, *, origin: str) -> UUID | None:
    """The certificate with this number and code, or None for any other pair. Raises TooManyLookUps."""
    throttle(origin, number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT certificates_find(%s, %s)", [number.strip(), code_index(code)])
        found: UUID | None = cursor.fetchone()[0]
    ledger.access("certificate.verified", actor=viewer, certificate=str(found or ""), found=found is not None)
    return found
