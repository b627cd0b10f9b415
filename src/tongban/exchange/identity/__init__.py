"""Identity of citizens vouched for by a province (OpenID Connect): the provider as configured, or a stand-in."""

from tongban.exchange.identity.provider import Provider, provider

__all__ = ["Provider", "provider"]
