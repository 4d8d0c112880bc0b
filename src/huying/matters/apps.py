"""Django application: engine."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "huying.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"
