"""Addresses of the public site."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.api import public, reference, tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", public.urls),
    path("api/", reference.page, name="api_reference"),
    path("oauth/token/", tokens.token, name="oauth_token"),
    path("oauth/revoke/", tokens.revoke, name="oauth_revoke"),
    path(".well-known/oauth-authorization-server", tokens.metadata, name="oauth_metadata"),
    path("", include("tongban.ui.urls")),
    path("", include("tongban.portal.urls")),
    path("", include("tongban.portal.accounts.urls")),
]
handler400 = "tongban.ui.errors.bad_request"
handler403 = "tongban.ui.errors.permission_denied"
handler404 = "tongban.ui.errors.page_not_found"
handler500 = "tongban.ui.errors.server_error"
