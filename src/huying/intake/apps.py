"""Django application: what comes in from outside."""

from importlib import import_module

from django.apps import AppConfig

# Importing them makes the kinds of list known, and the door to them.
KNOWN = (
    "doors",
    "kinds_help",
    "kinds_measures",
    "kinds_push",
    "kinds_teams",
    "kinds_duty",
    "kinds_travel",
    "kinds_volunteers",
)


class IntakeConfig(AppConfig):
    name = "huying.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # All of these need the apps they load into.
        from huying.places.risk.concerns import register

        from .risklists.living import living

        for module in KNOWN:
            import_module(f"{self.name}.{module}")
        register("residents", living)
