"""Certificates of who applied; and, for anybody, one by its number and the code printed on it: what does not exist is
not told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F

from tongban.cases.actions.issuing import code_index
from tongban.cases.queries.cases import throttle, visible
from tongban.kit import ledger
from tongban.kit.access import Actor
from tongban.records.models import Certificate


def held(viewer: Actor, *, size: int = 20) -> Sequence[Certificate]:
    """What the cases of the viewer have made and is in force, what ends first on top."""
    rows = Certificate.objects.filter(case__in=visible(viewer).order_by().values("pk"), status="in_force")
    return list(
        rows.select_related("authority").order_by(F("valid_to").asc(nulls_last=True), "-issued_on", "id")[:size]
    )


@dataclass(frozen=True)
class Standing:
    """The state of one issue; `newer` is the issue that superseded it, with its day."""

    status: str
    issue: int
    newer: int | None
    newer_on: date | None


def standing(*, certificate: UUID | None = None, digest: bytes | None = None) -> Standing | None:
    """How a certificate stands, by its id or by the SHA-256 of its sealed file; None where it is none of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM certificates_standing(%s, %s)", [certificate, digest])
        found = cursor.fetchone()
    return Standing(*found) if found else None


def find(viewer: Actor, number: str, code: str, *, origin: str) -> UUID | None:
    """The certificate with this number and code, or None for any other pair. Raises TooManyLookUps."""
    throttle(origin, number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT certificates_find(%s, %s)", [number.strip(), code_index(code)])
        found: UUID | None = cursor.fetchone()[0]
    ledger.access("certificate.verified", actor=viewer, certificate=str(found or ""), found=found is not None)
    return found
