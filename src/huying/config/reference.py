"""The tables of docs/reference that are made from the code: settings, addresses, and those of the apps.

An app adds its own in `reference.py`: `TABLES: dict[file name, function that answers the text]`.
"""

import argparse
import os
import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from pydantic.fields import FieldInfo

from .environment import ROOT, Environment

FOLDER = ROOT / "docs" / "reference"
Table = Callable[[], str]
# Who may open the pages that others wrote.
FOREIGN = {"accounts/": "by allauth", "admin/": "staff accounts", "api/": "by its own schema"}


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _page(title: str, how: str, body: str) -> str:
    return f"# {title}\n\n{how}\n\n{body}\n"


MADE = "由 `./hy reference` 生成,请勿手改。 Made by `./hy reference`: do not edit."


def _variable(name: str, told: FieldInfo) -> str:
    return "DATABASE_URL" if told.validation_alias else f"HUYING_{name.upper()}"


def _default(name: str, told: FieldInfo) -> str:
    if name == "data":
        return "`./data`"
    if name == "web_workers":
        return "processors, at most 4"
    value = told.default
    return "" if value in ("", None, {}) else f"`{value}`"


def settings() -> str:
    """Every variable of the environment."""
    rows = []
    for name, told in Environment.model_fields.items():
        extra: Any = told.json_schema_extra
        rows.append((f"`{_variable(name, told)}`", _default(name, told), extra["zh"], told.description or ""))
    return _page("设置 Settings", MADE, table(("变量 variable", "默认 default", "说明", "meaning"), rows))


def _plain(pattern: str) -> str:
    return "/" + re.sub(r"[\^$]|\\Z", "", pattern).replace("\\", "")


def _asked(view: Callable[..., Any], address: str) -> str:
    if getattr(view, "caller", False):
        return "caller"
    abilities = getattr(view, "abilities", None)
    if abilities is not None:
        return ", ".join(sorted(abilities)) or "any post"
    for start, who in FOREIGN.items():
        if address.startswith(f"/{start}"):
            return who
    return "anybody"


def addresses() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Every address with its name and its view."""

    def walk(resolver: URLResolver, before: str, space: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
        for entry in resolver.url_patterns:
            whole = before + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield _plain(whole), f"{space}{entry.name or ''}", entry.callback
            else:
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from walk(entry, whole, inner)

    yield from walk(get_resolver(), "", "")


def urls() -> str:
    """Every address and who may open it."""
    rows = sorted({(f"`{address}`", name, _asked(view, address)) for address, name, view in addresses()})
    return _page("地址 Addresses", MADE, table(("地址 address", "名称 name", "谁可以 who may"), rows))


def tables() -> dict[str, Table]:
    """Every generated file of docs/reference."""
    found: dict[str, Table] = {"settings.md": settings, "urls.md": urls}
    for app in apps.get_app_configs():
        if app.name.startswith("huying.") and app.label != "config" and find_spec(f"{app.name}.reference"):
            found.update(getattr(import_module(f"{app.name}.reference"), "TABLES", {}))
    return found


def main(argv: list[str]) -> int:
    """Write the tables; with --check only say which are not true any more."""
    parser = argparse.ArgumentParser(prog="./hy reference")
    parser.add_argument("--check", action="store_true", help="只检查 / only check")
    check = parser.parse_args(argv).check
    os.environ["DJANGO_SETTINGS_MODULE"] = "huying.config.testing"
    import django

    django.setup()
    stale = []
    for name, made in tables().items():
        file = FOLDER / name
        text = made()
        if not file.exists() or file.read_text() != text:
            stale.append(name)
            if not check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
    for name in stale:
        print(f"{'过时 stale' if check else '已写 written'}: docs/reference/{name}")
    return 1 if check and stale else 0
