"""Django application: notices."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MessagesConfig(AppConfig):
    name = "huying.messages"
    label = "notices"
    verbose_name = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huying.people.door import register_sender

        autodiscover_modules("notices")
        from .services.once import once_send

        register_sender(once_send)
