"""Django application: where."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "huying.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every place picker choose from the tree."""
        from huying.base.forms import use_place_source

        from .picking import TreeSource

        use_place_source(TreeSource())
