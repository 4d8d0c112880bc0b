"""Django application: where."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "huying.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
