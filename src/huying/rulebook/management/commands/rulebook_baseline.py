"""Publish the shipped values of all rule keys; does nothing when the newest version has them already."""

from typing import Any

from django.core.management.base import BaseCommand

from huying.rulebook.services import baseline_load


class Command(BaseCommand):
    help = "Publish the shipped rule values as a new dated version when they have changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        loaded = baseline_load()
        if loaded is None:
            self.stdout.write("The shipped rules are in force already.")
        else:
            self.stdout.write(
                f"Published version {loaded.version} of the shipped rules: {len(loaded.document)} keys."
            )
