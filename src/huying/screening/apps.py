"""Django application: screening."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "huying.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"
