"""Addresses of the office site."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.api import office

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", office.urls),
    path("", include("tongban.ui.urls")),
    path("", include("tongban.workbench.urls")),
    path("", include("tongban.workbench.sign_in.urls")),
    path("", include("tongban.workbench.administration.urls")),
]
handler400 = "tongban.ui.errors.bad_request"
handler403 = "tongban.ui.errors.permission_denied"
handler404 = "tongban.ui.errors.page_not_found"
handler500 = "tongban.ui.errors.server_error"
