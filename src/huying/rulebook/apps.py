"""Django application: law."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "huying.rulebook"
    label = "rulebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Know every key before anybody reads a rule."""
        from .keys import load_keys

        load_keys()
