"""Who a citizen is, as far as the account knows: what a form need not ask of the person who applies."""

from uuid import UUID

from tongban.directory.models import Citizen


def identity_of(citizen: UUID | None) -> dict[str, str]:
    """`name` and `citizen-id` of the account; what it does not know is left out, all of it where nobody is named."""
    found = Citizen.objects.filter(pk=citizen).first() if citizen is not None else None
    known = {"name": found.name, "citizen-id": found.citizen_id} if found is not None else {}
    return {key: str(value) for key, value in known.items() if value}
