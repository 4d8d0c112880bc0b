"""Django application: ground."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "huying.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"
