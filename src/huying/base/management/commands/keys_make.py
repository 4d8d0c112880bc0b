"""`keys_make`: the first keys of a new system."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying.base import keys


class Command(BaseCommand):
    """Write a new key file, unless there is one."""

    help = "为新系统生成密钥文件 / Make the key file of a new system"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", help="default: the setting HUYING_KEYS_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"] or settings.HUYING_KEYS_FILE)
        if path.exists():
            raise CommandError(f"{path} 已经存在，没有改动 / {path} exists and was left alone")
        keys.write_file(path, keys.new_ring())
        self.stdout.write(
            f"已生成 {path}。请另外备份：丢了它，加密的资料就读不出来。 / Wrote {path}. "
            "Keep a copy elsewhere: without it the locked data cannot be read."
        )
