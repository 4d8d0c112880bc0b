"""Before the children start: the tables, the keys, the rules, the first rows and the files of the pages.

Run as a process of its own, so that the launcher stays small: `python -m huying.config.prepare [--demo]`.
"""

import getpass
import hashlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from huying.base.steps import Steps
from huying.config.database import as_owner
from huying.config.starting import FILES, FIRST_ROWS, TABLES, demo_steps, steps_told
from huying.kernel.refused import Refused
from huying.kernel.words import Words

NO_DEMO = Words("这一版没有演示城市。请去掉 --demo。", "This version has no demo city: leave --demo out.")
NOT_EMPTY = Words(
    "数据库里已有资料,不再装入演示城市。", "The database is not empty: the demo city is not loaded."
)
KEYS_LOST = Words(
    "找不到加密密钥 {file},而数据库里已有资料。请把备份的密钥文件放回原处;没有它,已存的电话、证件号和住址读不出来。",
    "The encryption keys {file} are missing, and the database holds data. Put the saved file back: without it "
    "stored phones, identity numbers and addresses cannot be read.",
)
NO_ADMIN = Words(
    "还没有管理员。请在另一个终端运行 ./hy admin{data},或设置 HUYING_ADMIN 和 HUYING_ADMIN_PASSWORD 后重新启动。",
    "There is no administrator yet. Run ./hy admin{data} in another terminal, or set HUYING_ADMIN and "
    "HUYING_ADMIN_PASSWORD and start again.",
)


def tell(zh: str, en: str) -> None:
    """A line of progress."""
    print(f"  {zh} / {en}", flush=True)


class _Applied(io.StringIO):
    """What `migrate` prints: every migration it applies moves the step on."""

    def __init__(self, steps: Steps, whole: int) -> None:
        super().__init__()
        self.steps, self.whole, self.done = steps, whole, 0

    def write(self, text: str) -> int:
        """Count the migrations."""
        self.done += text.count("Applying ")
        self.steps.within(self.done, self.whole)
        return len(text)


def migrate(steps: Steps) -> bool:
    """Bring the tables up to date, quick when they are; answers whether the database was empty before."""
    steps.begin(TABLES)
    with as_owner():  # the application's role may not be there yet
        was_empty = "django_migrations" not in connection.introspection.table_names()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        told = _Applied(steps, len(waiting))
        call_command(
            "migrate", interactive=False, verbosity=1, no_color=True, stdout=told, database=DEFAULT_DB_ALIAS
        )
    return was_empty


def keys(was_empty: bool) -> None:
    """The keys of the encrypted columns: made for a new database, never for one that has rows."""
    from huying.base.keys import new_ring, write_file

    file = Path(settings.HUYING_KEYS_FILE)
    if os.environ.get("HUYING_KEYS") or file.exists():
        return
    if not was_empty and people_known():
        raise Refused(KEYS_LOST.fill(file=file))
    write_file(file, new_ring())
    tell(f"已生成加密密钥,请备份 {file}", f"Made the encryption keys; keep a copy of {file}")


def people_known() -> bool:
    """Whether anybody has an account."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.exists()


def rules(steps: Steps) -> None:
    """The rules that come along, and the first categories, channels and cards: without them nobody can ask."""
    steps.begin(FIRST_ROWS)
    for name in ("rulebook_baseline", "help_seed"):
        if name in get_commands():
            call_command(name, verbosity=0, stdout=io.StringIO())


def demo(logins: Path, steps: Steps) -> None:
    """The demo city, once, into an empty database."""
    if people_known():
        steps.skip(demo_steps() if not logins.exists() else 0)
        if not logins.exists():
            tell(NOT_EMPTY.zh, NOT_EMPTY.en)
        return
    if "demo_load" not in get_commands():
        raise Refused(NO_DEMO)
    draft = logins.with_suffix(".new")
    call_command("demo_load", logins=str(draft), steps=steps)
    draft.replace(logins)


def administrator(data: str, *, ask: bool) -> None:
    """The first administrator: from the environment, else from the terminal, else a sentence."""
    if people_known():
        return
    from .environment import Environment

    told = Environment()
    if told.admin and told.admin_password:
        administrator_make(told.admin, told.admin_password)
    elif ask and sys.stdin.isatty():
        administrator_ask()
    else:
        where = f" --data {data}" if data else ""
        words = NO_ADMIN.fill(data=where)
        tell(words.zh, words.en)


def administrator_ask() -> None:
    """Ask for a name and a password until they will do."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    tell("请设立管理员", "Please name an administrator")
    name = ""
    while not name:
        name = input("  登录名 / Log-in name: ").strip()
    while True:
        password = getpass.getpass("  密码 / Password: ")
        if password != getpass.getpass("  再输一遍 / Once more: "):
            tell("两次不一样", "The two differ")
            continue
        try:
            validate_password(password)
        except ValidationError as error:
            tell("这个密码太容易猜", "; ".join(error.messages))
            continue
        administrator_make(name, password)
        return


@transaction.atomic
def administrator_make(name: str, password: str) -> None:
    """An account with an administrator's post over everything."""
    from django.contrib.auth import get_user_model

    from huying.base.clock import now
    from huying.people.models import Post
    from huying.people.roles import ROLES
    from huying.places.codes import ALL
    from huying.places.scope import everything

    users = get_user_model().objects
    if users.filter(username=name).exists():
        raise Refused(
            Words(
                f"已经有叫 {name} 的账号。请换一个登录名。",
                f"There is an account {name} already: choose another name.",
            )
        )
    user = users.create_superuser(username=name, password=password)
    with everything("the first post of an administrator"):
        unit = ROLES["administrator"].unit
        Post.objects.create(user=user, role="administrator", unit=unit, area=ALL, starts=now())
    tell(f"已设立管理员 {name}", f"Made the administrator {name}")


def _static_files() -> Iterator[tuple[str, float, int]]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for path, storage in finder.list([]):
            known = Path(storage.path(path)).stat()
            yield path, known.st_mtime, known.st_size


def static(steps: Steps) -> None:
    """Gather the files of the pages under names that change with their content; only when one has changed."""
    steps.begin(FILES)
    folder = Path(settings.STATIC_ROOT)
    found = hashlib.sha256(repr(sorted(_static_files())).encode()).hexdigest()
    mark = folder / "made-from"
    if mark.exists() and mark.read_text() == found:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(found)


def main(argv: list[str]) -> int:
    """Everything in order; a Refused ends the start with its sentence."""
    django.setup()
    logins = Path(settings.HUYING_DATA) / "logins.txt"
    steps = steps_told(argv)
    try:
        keys(migrate(steps))
        rules(steps)
        if "--demo" in argv:
            demo(logins, steps)
        else:
            administrator(os.environ.get("HUYING_DATA_TOLD", ""), ask="--ask" in argv)
        static(steps)
    except Refused as refused:
        print(f"{refused.words.zh}\n{refused.words.en}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    from . import leash

    leash.hold()
    sys.exit(main(sys.argv[1:]))
