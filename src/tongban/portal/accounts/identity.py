"""The provincial identity provider (OpenID Connect). Only its subject key is kept; claims become the citizen."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest

from tongban.directory.actions import citizens
from tongban.engine.forms.identifiers import citizen_id_problem, mobile_problem, normalise_identifier
from tongban.engine.forms.names import name_problem
from tongban.exchange.identity import provider
from tongban.exchange.identity.provider import PROVIDER_ID
from tongban.kit import clock
from tongban.kit.viewer import seek_identity
from tongban.portal.accounts.numbers import plain_mobile


@dataclass(frozen=True)
class Vouched:
    """What the provider says about a person, checked; what does not check is left out."""

    name: str
    citizen_id: str
    phone: str

    @classmethod
    def of(cls, claims: dict[str, Any], number_claim: str) -> "Vouched":
        number = normalise_identifier(str(claims.get(number_claim) or ""))
        phone = plain_mobile(str(claims.get("phone_number") or "")) if claims.get("phone_number_verified") else ""
        name = str(claims.get("name") or "").strip()[:60]
        return cls(
            name="" if name_problem(name) else name,
            citizen_id="" if not number or citizen_id_problem(number, clock.today()) else number,
            phone="" if not phone or mobile_problem(phone) else phone,
        )


class IdentityAdapter(DefaultSocialAccountAdapter):
    """One provider from the settings, none from tables; claims are read once and never stored as they came."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        app = _app()
        if app is None or provider not in (None, app.provider, app.provider_id):
            return []
        return [app] if client_id in (None, app.client_id) else []

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Takes the claims out of what allauth would keep in clear, before it looks whether it knows the person."""
        claims = sociallogin.account.extra_data
        present = provider()
        number_claim = present.number_claim if present else ""
        sociallogin.vouched = Vouched.of(claims.get("userinfo") or claims.get("id_token") or {}, number_claim)
        sociallogin.account.extra_data = {}
        sociallogin.email_addresses = []
        sociallogin.phone = None
        seek_identity(sociallogin.account.uid)
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Finds or makes the citizen, so that allauth's own sign-up never has to."""
        if sociallogin.is_existing:
            return
        vouched: Vouched = sociallogin.vouched
        citizen = citizens.from_identity(name=vouched.name, citizen_id=vouched.citizen_id, phone=vouched.phone)
        sociallogin.connect(request, citizen)


def _app() -> SocialApp | None:
    present = provider()
    if present is None:
        return None
    return SocialApp(
        provider="openid_connect",
        provider_id=PROVIDER_ID,
        name=present.name[0],
        client_id=present.client_id,
        secret=present.secret,
        settings={
            "server_url": present.issuer,
            "oauth_pkce_enabled": True,
            "token_auth_method": "client_secret_post",
            "scope": list(present.scope),
        },
    )
