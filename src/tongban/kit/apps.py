"""The kit as a Django app."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "tongban.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"
