"""Django application: screening."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "huying.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The doors, who is let in by them, and what ends or is destroyed with a response.
        from huying.people import venues
        from huying.people.door import register_lookup

        from . import concerns_travel, doors, ending, keeping_rounds, keeping_travel  # noqa: F401
        from .callers_travel import TRAVELLERS
        from .queries.travel import venues_registered

        register_lookup(TRAVELLERS)
        venues.register_source(venues_registered)
