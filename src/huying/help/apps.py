"""Django application: calls for help."""

from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "huying.help"
    label = "help"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let callers in by the residents' door, and show everybody the way to ask."""
        from huying.base.nav import nav_item
        from huying.kernel.words import Words
        from huying.people.door import register_lookup
        from huying.people.homes import register_source, register_watcher

        from .callers import CALLERS
        from .doors import doors_show
        from .queries.stairwells import calls_from_home
        from .services.stairwells import stairwells_follow

        register_lookup(CALLERS)
        register_source(calls_from_home)
        register_watcher(stairwells_follow)
        doors_show()
        nav_item("public", Words("求助", "Ask for help"), "help_ask", icon="heart", order=10)
        nav_item("public", Words("急救", "Emergency"), "help_emergency", icon="alert", order=20)
