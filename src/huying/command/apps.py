"""Django application: dashboards."""

from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "huying.command"
    label = "command"
    default_auto_field = "django.db.models.BigAutoField"
