"""Addresses of the ui room; both sites include them at the root."""

from django.urls import path

from tongban.ui import preferences

urlpatterns = [
    path("preferences/language/", preferences.set_language, name="set_language"),
    path("preferences/elder/", preferences.set_elder, name="set_elder"),
    path("preferences/colours/", preferences.set_colours, name="set_colours"),
]
