"""Load the demo city into an empty database."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying.demo.city import SMALL, WHOLE
from huying.demo.load import demo_load


class Command(BaseCommand):
    """`demo_load --logins FILE [--small]`: a fictional city, all of it or nothing."""

    help = "Load the fictional demo city, once, into a database without accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", required=True, help="where to write the log-ins")
        parser.add_argument("--small", action="store_true", help="a few streets and calls only")

    def handle(self, *args: Any, **options: Any) -> None:
        if get_user_model().objects.exists():
            raise CommandError("There are accounts already: the demo city goes into an empty database only.")

        def say(zh: str, en: str) -> None:
            self.stdout.write(f"  {zh} / {en}")
            self.stdout.flush()

        loaded = demo_load(scale=SMALL if options["small"] else WHOLE, say=say)
        Path(options["logins"]).write_text(loaded.logins, encoding="utf-8")
        for refusal in loaded.refusals:
            self.stderr.write(refusal)
