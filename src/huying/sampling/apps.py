"""Django application: sampling."""

from django.apps import AppConfig


class SamplingConfig(AppConfig):
    name = "huying.sampling"
    label = "sampling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The doors, and what becomes of names once a response has ended."""
        from . import doors, keeping  # noqa: F401
