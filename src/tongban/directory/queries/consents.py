"""What a person has let apps do."""

from uuid import UUID

from tongban.directory.models import Consent


def consents_of(citizen: UUID) -> list[Consent]:
    """In force, with app and organisation, the newest first; of apps that the city has ended too."""
    rows = Consent.objects.filter(citizen=citizen, ended_at=None)
    return list(rows.select_related("client__organisation", "organisation").order_by("-given_at"))
