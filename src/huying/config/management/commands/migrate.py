"""Django's `migrate`, as the owner of the tables, with the application's role before and its rights after."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from huying.config.database import as_owner
from huying.config.grants import privileges_grant, role_create


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        with as_owner(alias):
            role_create(alias)
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                privileges_grant(alias)
