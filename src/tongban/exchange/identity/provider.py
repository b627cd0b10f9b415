"""Which identity provider this city trusts. A demo city without one has the stand-in; a real city has none."""

from dataclasses import dataclass

from django.conf import settings

from tongban.exchange.identity.standin import registration
from tongban.kit.models import Installation

PROVIDER_ID = "province"


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider with discovery. `name` is (zh, en); `number_claim` carries the citizen identity number."""

    issuer: str
    name: tuple[str, str]
    client_id: str
    secret: str
    scope: tuple[str, ...]
    number_claim: str
    is_stand_in: bool


def provider() -> Provider | None:
    """The provider of this installation, or None."""
    scope, claim = tuple(settings.IDENTITY_SCOPE), settings.IDENTITY_NUMBER_CLAIM
    if settings.IDENTITY_ISSUER:
        return Provider(
            settings.IDENTITY_ISSUER.rstrip("/"), settings.IDENTITY_NAME, settings.IDENTITY_CLIENT,
            settings.IDENTITY_SECRET, scope, claim, is_stand_in=False,
        )  # fmt: skip
    if not Installation.is_demo():
        return None
    return Provider(
        registration.issuer(), settings.IDENTITY_NAME, registration.CLIENT_ID, registration.client_secret(),
        scope, "id_number", is_stand_in=True,
    )  # fmt: skip
