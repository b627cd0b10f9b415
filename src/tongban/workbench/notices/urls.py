"""Addresses of notices."""

from django.urls import path

from tongban.workbench.notices import views

urlpatterns = [
    path("news/", views.news, name="desk_news"),
    path("notices/", views.texts, name="notice_texts"),
    path("notices/<slug:package>/", views.texts, name="notice_texts_of"),
    path("cases/<uuid:case_id>/notices/<uuid:notice_id>/again/", views.send_again, name="notice_again"),
    path("cases/<uuid:case_id>/notices/<uuid:notice_id>/rang/", views.rang, name="notice_rang"),
]
