"""Django application: notices."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "huying.messages"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
