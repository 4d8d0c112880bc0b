"""Django application: volunteers."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "huying.volunteers"
    label = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The doors of the phone and of the desk.
        from huying.people.door import register_beside, register_lookup

        from . import doors  # noqa: F401
        from .callers import APPLICANTS, volunteering_of

        register_lookup(APPLICANTS)
        register_beside(volunteering_of)
