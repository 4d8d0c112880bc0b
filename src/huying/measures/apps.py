"""Django application: measures."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "huying.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
