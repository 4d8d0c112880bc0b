"""`audit_check`: whether anybody has changed or removed lines of the audit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from huying.people.services import audit_check, audit_seal


class Command(BaseCommand):
    """Seal what is new, then check the whole chain."""

    help = "核对操作记录有没有被改动 / Check that no line of the audit was changed"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            broken = audit_check()
            if broken is not None:
                raise CommandError(
                    f"到第 {broken.last} 行为止的记录被改动过 / Lines up to {broken.last} were changed"
                )
            audit_seal()
        self.stdout.write("操作记录完整 / The audit is whole")
