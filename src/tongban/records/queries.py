"""Reading what is kept."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from tongban.kit import clock
from tongban.records.models import Certificate, RevocationList


def certificate_on_file(type_code: str, citizen: UUID | None, organisation: UUID | None) -> Certificate | None:
    """The certificate of this type in force today that the applicant holds (免提交): never asked again."""
    return certificates_on_file([type_code], citizen, organisation).get(type_code)


def certificates_on_file(
    types: Collection[str], citizen: UUID | None, organisation: UUID | None
) -> dict[str, Certificate]:
    """The same for several types at once, the newest of each; a type the applicant holds none of is left out."""
    if not types:
        return {}
    holder = Q(organisation_id=organisation) if organisation else Q(citizen_id=citizen, organisation__isnull=True)
    held = (
        Certificate.objects.filter(holder, type_code__in=types, status=Certificate.Status.IN_FORCE)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))
        .order_by("type_code", "-issued_on", "-id")
        .distinct("type_code")
    )
    return {one.type_code: one for one in held}


def revocation_list() -> bytes | None:
    """The newest signed list of issues no longer in force; None before the first was signed."""
    found = RevocationList.objects.filter(signed__isnull=False).values_list("signed", flat=True).first()
    return bytes(found) if found is not None else None
