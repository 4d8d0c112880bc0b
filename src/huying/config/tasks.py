"""The short commands of `./hy`: each finds the database of the data folder, then does one thing."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .datafolder import database
from .environment import ROOT
from .serve import environment, say


def _take_data(argv: list[str]) -> tuple[Path, list[str]]:
    """The folder of `--data`, and the other arguments."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path)
    found, rest = parser.parse_known_args(argv)
    return found.data or environment().data, rest


@contextmanager
def _django(home: Path) -> Iterator[None]:
    """Django on the database of the data folder."""
    with database(home, say) as address:
        os.environ["DATABASE_URL"] = address
        os.environ["HUYING_DATA"] = str(home.expanduser().resolve())
        import django
        from django.db import connections

        django.setup()
        try:
            yield
        finally:
            connections.close_all()
            for connection in connections.all():
                connection.close_pool()  # type: ignore[attr-defined]


def _with_django(argv: list[str], act: Callable[[list[str]], int | None]) -> int:
    home, rest = _take_data(argv)
    with _django(home):
        return act(rest) or 0


def load(argv: list[str]) -> int:
    """`./hy load KIND FILE...`: beside a running server or without one."""
    from importlib import import_module

    return _with_django(argv, lambda rest: import_module("huying.intake.commands").main(rest))


def _command(*fixed: str) -> Callable[[list[str]], int]:
    def act(rest: list[str]) -> int:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["./hy", *fixed, *rest])
        return 0

    def task(argv: list[str]) -> int:
        return _with_django(argv, act)

    return task


migrate = _command("migrate")
baseline = _command("rulebook_baseline")
keys = _command("keys_rotate")
shell = _command("shell")
manage = _command()


def admin(argv: list[str]) -> int:
    """Make an administrator: asked at the terminal, or from HUYING_ADMIN and HUYING_ADMIN_PASSWORD."""

    def act(rest: list[str]) -> None:
        from . import prepare

        told = environment()
        if told.admin and told.admin_password:
            prepare.administrator_make(told.admin, told.admin_password)
        else:
            prepare.administrator_ask()

    return _with_django(argv, act)


def makemigrations(argv: list[str]) -> int:
    """Write migrations; needs no database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "huying.config.testing"
    os.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    import warnings

    from django.core.management import execute_from_command_line

    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    execute_from_command_line(["./hy", "makemigrations", *argv])
    return 0


def lock(argv: list[str]) -> int:
    """Lock the dependencies anew, with hashes and without registry addresses."""
    for name in ("requirements", "requirements-dev"):
        words = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
        words += ["--python-version", "3.11", "--no-annotate", "--no-header", *argv]
        words += [f"{name}.in", "-o", f"{name}.txt"]
        code = subprocess.run(words, cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0
