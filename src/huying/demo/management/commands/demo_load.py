"""Load the demo city into an empty database."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying.base.steps import Steps
from huying.demo.city import SMALL, WHOLE
from huying.demo.load import demo_load
from huying.demo.steps import STEPS


class Command(BaseCommand):
    """`demo_load --logins FILE [--small]`: a fictional city, all of it or nothing."""

    # Whoever starts the whole system counts these steps among its own.
    stealth_options = ("steps",)
    help = "Load the fictional demo city, once, into a database without accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", required=True, help="where to write the log-ins")
        parser.add_argument("--small", action="store_true", help="a few streets and calls only")

    def handle(self, *args: Any, **options: Any) -> None:
        if get_user_model().objects.exists():
            raise CommandError("There are accounts already: the demo city goes into an empty database only.")

        steps = options.get("steps") or Steps(len(STEPS))
        loaded = demo_load(scale=SMALL if options["small"] else WHOLE, steps=steps)
        Path(options["logins"]).write_text(loaded.logins, encoding="utf-8")
        for refusal in loaded.refusals:
            self.stderr.write(refusal)
