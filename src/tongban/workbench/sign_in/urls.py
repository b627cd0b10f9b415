"""Addresses of signing in at the office."""

from django.urls import path

from tongban.workbench.sign_in import set_up, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="officer_sign_in"),
    path("sign-in/post/", views.choose_post, name="officer_post"),
    path("sign-in/password/", views.password, name="officer_password"),
    path("sign-out/", views.sign_out, name="officer_sign_out"),
    path("set-up/<str:secret>/", set_up.set_up, name="officer_set_up"),
]
