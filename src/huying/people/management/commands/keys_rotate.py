"""`keys_rotate`: lock all personal data anew with the first key."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying.base import keys
from huying.base.secrets import Unreadable
from huying.people import rotation


class Command(BaseCommand):
    """Re-encrypt every encrypted column; it may be stopped and started again at any time."""

    help = "用第一把密钥重新加密所有个人资料 / Encrypt all personal data anew with the first key"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="put a new key in front of the key file first")
        parser.add_argument(
            "--drop-old", action="store_true", help="take the older keys out of the key file when all is done"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.HUYING_KEYS_FILE)
        try:
            if options["new"]:
                keys.write_file(path, keys.with_new_key(keys.read_file(path)))
                keys.forget()
                self.stdout.write(f"新密钥已放入 {path} / A new key is in {path}")
            for column in rotation.columns():
                self._column(column)
        except (keys.KeysMissing, Unreadable) as error:
            raise CommandError(str(error)) from error
        remaining = sum(rotation.left(column) for column in rotation.columns())
        if remaining:
            raise CommandError(
                f"还有 {remaining} 项正被别人使用，请再运行一次 / {remaining} values were in use: run it again"
            )
        if options["drop_old"]:
            ring = keys.read_file(path)
            keys.write_file(path, keys.Ring(ring.encrypt[:1], ring.root))
            self.stdout.write("旧密钥已移除 / The older keys are gone from the file")

    def _column(self, column: rotation.Column) -> None:
        total, done = rotation.left(column), 0
        for count in rotation.rotate(column):
            done += count
            self.stdout.write(f"{column.context}: {done}/{max(total, done)}")
        if not done:
            self.stdout.write(f"{column.context}: 无需处理 / nothing to do")
