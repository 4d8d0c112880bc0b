"""Write docs/reference/rule-keys.md from the declared keys; `--check` only says whether it is up to date."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huying.rulebook.reference import keys_page

PAGE = Path("docs") / "reference" / "rule-keys.md"


class Command(BaseCommand):
    help = "Write the reference of rule keys."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` writes nothing."""
        parser.add_argument("--check", action="store_true", help="fail when the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page, or fail when it would change."""
        page = keys_page()
        if not options["check"]:
            PAGE.parent.mkdir(parents=True, exist_ok=True)
            PAGE.write_text(page, "utf-8")
            self.stdout.write(f"Wrote {PAGE}.")
        elif not PAGE.exists() or PAGE.read_text("utf-8") != page:
            self.stderr.write(f"{PAGE} is out of date; run: python manage.py rulebook_keys_doc")
            sys.exit(1)
