"""Django application: law."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "huying.rulebook"
    label = "rulebook"
    default_auto_field = "django.db.models.BigAutoField"
