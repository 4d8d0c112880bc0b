"""Django application: measures."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "huying.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let people in by the residents' door, show the doors, say what ends with a response."""
        from .persons import persons_ready

        persons_ready()
