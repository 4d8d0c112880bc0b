"""Django application: rosters."""

from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "huying.rosters"
    label = "rosters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The doors, and whom a desk's messages reach at this hour."""
        from huying.people.duty import register_shifts

        from . import doors  # noqa: F401
        from .queries import on_shift

        register_shifts(on_shift)
