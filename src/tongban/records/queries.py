"""Reading what is kept."""

from uuid import UUID

from django.db.models import Q

from tongban.kit import clock
from tongban.records.models import Certificate, RevocationList


def certificate_on_file(type_code: str, citizen: UUID | None, organisation: UUID | None) -> Certificate | None:
    """The certificate of this type in force today that the applicant holds (免提交): never asked again."""
    today = clock.today()
    holder = Q(organisation_id=organisation) if organisation else Q(citizen_id=citizen, organisation__isnull=True)
    return (
        Certificate.objects.filter(holder, type_code=type_code, status=Certificate.Status.IN_FORCE)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .order_by("-issued_on", "-id")
        .first()
    )


def revocation_list() -> bytes | None:
    """The newest signed list of issues no longer in force; None before the first was signed."""
    found = RevocationList.objects.filter(signed__isnull=False).values_list("signed", flat=True).first()
    return bytes(found) if found is not None else None
