"""`help_seed`: the first categories, channels and solution cards."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from huying.help.services import help_seed
from huying.places.codes import ALL, pad


class Command(BaseCommand):
    """Run it as often as you like: it adds only what is missing."""

    help = "Add the first categories, channels and solution cards; nothing that is there is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The place for which channels are opened."""
        parser.add_argument("--area", default=ALL, help="area code of the channels and cards, e.g. 330206")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the seed and say what was new."""
        made = help_seed(area=_whole(options["area"]))
        self.stdout.write(f"{made.categories} categories, {made.channels} channels, {made.cards} cards added")


def _whole(code: str) -> str:
    return code if len(code) == len(ALL) else pad(code)
