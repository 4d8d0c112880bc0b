"""The database from its address, and as which role we speak to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import DEFAULT_DB_ALIAS, connections

# The application speaks as this role: no superuser and owner of nothing, so that row-level security binds it.
ROLE = "huying_app"


def database_settings(url: str, *, pool: int = 0) -> dict[str, Any]:
    """Django's description of the database at a `postgresql://` address.

    `pool` is the largest number of connections a process keeps open; 0 means one connection a thread.
    """
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or "") or options.pop("host", "")
    options["options"] = f"{options.get('options', '')} -c role={ROLE}".strip()
    # Parameters travel apart from the statement, which PostgreSQL then plans once and keeps.
    options["server_side_binding"] = True
    options["prepare_threshold"] = 1
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": True,
        "OPTIONS": options,
    }


def _without_role(options: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in options.items() if name != "pool"}
    plain["options"] = plain.get("options", "").replace(f"-c role={ROLE}", "").strip()
    return plain


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Speak as the login user inside the block: for migrations and grants only."""
    connection = connections[alias]
    connection.close()
    before = connection.settings_dict
    connection.settings_dict = {**before, "OPTIONS": _without_role(before["OPTIONS"])}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before
