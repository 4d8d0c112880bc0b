"""Django application: engine."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MattersConfig(AppConfig):
    name = "huying.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Declaring a kind checks it: a contradiction stops the start, not a caller.
        autodiscover_modules("flow", "show")
        from . import reach

        reach.register()
