"""Who a citizen is, as far as the account knows: what a form need not ask of the person who applies."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tongban.directory.models import Citizen
from tongban.kit.prepared import prepared


@prepared
def _citizen(citizen: Any) -> QuerySet[Citizen]:
    return Citizen.objects.filter(pk=citizen)


def identity_of(citizen: UUID | None) -> dict[str, str]:
    """`name` and `citizen-id` of the account; what it does not know is left out, all of it where nobody is named."""
    found = _citizen.first(citizen) if citizen is not None else None
    known = {"name": found.name, "citizen-id": found.citizen_id} if found is not None else {}
    return {key: str(value) for key, value in known.items() if value}
