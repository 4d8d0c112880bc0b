"""Django application: volunteers."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "huying.volunteers"
    label = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"
