"""Django application: what comes in from outside."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "huying.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
