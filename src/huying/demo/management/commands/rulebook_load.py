"""Load rule sets and diseases from YAML files into a demo or drill database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying.demo.rulefiles import FOLDER, files_load
from huying.kernel.refused import Refused


class Command(BaseCommand):
    """`rulebook_load [FILE...] [--area CODE] [--now]`: without files, everything that ships as drill data."""

    help = "Load rule sets and diseases into a demo or drill database; what is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML files; all drill data when left out")
        parser.add_argument("--area", default="", help="put sets that are not for the whole country here")
        parser.add_argument(
            "--now", action="store_true", help="let sets start now instead of on their own day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was loaded."""
        files = options["files"] or sorted(FOLDER.glob("rules/*.yaml")) + sorted(
            FOLDER.glob("diseases/*.yaml")
        )
        if missing := [str(path) for path in files if not path.is_file()]:
            raise CommandError(f"no such file: {', '.join(missing)}")
        try:
            loaded = files_load(files, area=options["area"], now=options["now"])
        except Refused as refused:
            raise CommandError(f"{refused.words.zh} / {refused.words.en}")
        for name in loaded:
            self.stdout.write(f"  {name}")
        self.stdout.write(f"Loaded {len(loaded)} of {len(files)} files; the others were there already.")
