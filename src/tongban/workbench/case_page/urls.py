"""Addresses of one case."""

from django.urls import path

from tongban.workbench.case_page import downloads, views

urlpatterns = [
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/complete/", views.complete, name="case_complete"),
    path("cases/<uuid:case_id>/take/", views.take, name="case_take"),
    path("cases/<uuid:case_id>/personal/", views.open_personal, name="case_personal"),
    path("cases/<uuid:case_id>/acts/<slug:verb>/", views.act, name="case_act"),
    path("cases/<uuid:case_id>/materials/<uuid:material_id>/", downloads.material, name="case_material"),
    path(
        "cases/<uuid:case_id>/materials/<uuid:material_id>/picture/",
        downloads.material_picture,
        name="case_material_picture",
    ),
    path("cases/<uuid:case_id>/letters/<uuid:letter_id>/", downloads.letter, name="case_letter"),
    path("cases/<uuid:case_id>/certificates/<uuid:certificate_id>/", downloads.certificate, name="case_certificate"),
]
