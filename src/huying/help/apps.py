"""Django application: calls for help."""

from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "huying.help"
    label = "help"
    default_auto_field = "django.db.models.BigAutoField"
