"""Addresses of the stand-in, under /stand-in/identity/ of the public site."""

from django.urls import path

from tongban.exchange.identity.standin import views

urlpatterns = [
    path(".well-known/openid-configuration", views.discovery),
    path("jwks", views.jwks),
    path("authorize", views.authorize, name="stand_in_authorize"),
    path("token", views.token),
    path("userinfo", views.userinfo),
]
