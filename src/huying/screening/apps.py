"""Django application: screening."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "huying.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The doors, and what ends or is destroyed with a response.
        from . import doors, ending  # noqa: F401
