"""Django application: what comes in from outside."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "huying.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The kinds of list there are, and the door to them; both need the apps they load into.
        from huying.places.risk.concerns import register

        from .risklists.living import living

        register("residents", living)
