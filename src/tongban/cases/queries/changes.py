"""The history of a certificate: its issues and what was asked, proposed and decided about it. The caller may see the case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases.models import CertificateChange
from tongban.cases.queries.cases import visible
from tongban.kit.access import Actor
from tongban.kit.prepared import prepared
from tongban.records.models import Certificate


def changes_of(cases: Sequence[UUID]) -> list[CertificateChange]:
    """Every change of the certificates of these cases, the newest first."""
    return _changes_of(list(cases))


@prepared
def _changes_of(cases: Any) -> QuerySet[CertificateChange]:
    rows = CertificateChange.objects.filter(case_id__any=cases).select_related("certificate")
    return rows.order_by("-asked_at", "-id")


def certificates_for(viewer: Actor, *, after: UUID | None, size: int) -> list[Certificate]:
    """Every issue that came of the cases the viewer may see, the newest first; keyset by id."""
    rows = Certificate.objects.filter(case__in=visible(viewer).order_by().values("pk")).select_related("sealed")
    rows = rows.exclude(status=Certificate.Status.PRODUCING).order_by("-id")
    return list((rows.filter(id__lt=after) if after else rows)[:size])


def open_change(case: UUID) -> CertificateChange | None:
    """The change of this case that waits for its decision."""
    return CertificateChange.objects.filter(case=case, outcome="").select_related("certificate").first()


def current(case: UUID) -> Certificate | None:
    """The last issue of the certificate of this case that has been made."""
    made = Certificate.objects.filter(case=case).exclude(status=Certificate.Status.PRODUCING)
    return made.select_related("authority").order_by("-issue").first()


def newer_issue(certificate: Certificate) -> Certificate | None:
    """The issue that superseded this one."""
    rows = Certificate.objects.filter(number=certificate.number, issue__gt=certificate.issue)
    return rows.exclude(status=Certificate.Status.PRODUCING).order_by("-issue").first()
