"""Django application: measures."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "huying.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The doors, how people come in by the residents' door, and what ends with a response."""
        from . import place_doors, reach  # noqa: F401
        from .persons import persons_ready
        from .services import keeping, zones  # noqa: F401

        persons_ready()
        reach.register()
