"""Databases for tests: a migrated template, copied for every run and worker, spoken to as the application's role."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Identifier

from huying.base.testing import Cleaning
from huying.config.database import as_owner, database_settings
from huying.config.grants import privileges_grant, statements
from huying.config.postgres import THROWAWAY, Cluster

# The fixed cast: fixtures `cast` and `client_for`.
pytest_plugins = ["huying.people.testing", "huying.matters.testing"]

ROOT = Path(__file__).parent
# A browser driven from the same thread leaves a running loop behind, which Django takes for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# What makes a template stale besides the migrations themselves.
_MOULDS = ("src/huying/*/migrations/*.py", "src/huying/*/sql/*.sql", "src/huying/places/scope*.py")
_MIGRATING = ("django", "django-allauth", "django-axes", "procrastinate")


def _fingerprint() -> str:
    """A short hash of everything that shapes a freshly migrated database."""
    found = hashlib.sha256("\n".join(statements(testing=True)).encode())
    for pattern in _MOULDS:
        for path in sorted(ROOT.glob(pattern)):
            found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    versions = {d.metadata["Name"].lower(): d.version for d in distributions() if d.metadata["Name"]}
    found.update(repr([(name, versions.get(name)) for name in _MIGRATING]).encode())
    found.update(repr(settings.INSTALLED_APPS).encode())
    return found.hexdigest()[:12]


@contextmanager
def _server() -> Iterator[dict[str, Any]]:
    """The database server of DATABASE_URL, or the throw-away one in `.hy/test`, stopped by the last who uses it."""
    told = os.environ.get("DATABASE_URL", "")
    if told:
        yield database_settings(told)
        return
    cluster = Cluster(ROOT / ".hy" / "test", dict(THROWAWAY), follows=False)
    cluster.home.mkdir(parents=True, exist_ok=True)
    with (cluster.home / "making").open("w") as making, (cluster.home / "users").open("w") as users:
        fcntl.flock(making, fcntl.LOCK_EX)
        ours = None if cluster.running() and cluster.ready() else cluster.start()
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(making, fcntl.LOCK_UN)
        try:
            yield database_settings(cluster.address())
        finally:
            fcntl.flock(making, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if ours:
                    ours.returncode = 0  # lives on for the other run, which stops it
            else:
                cluster.stop_leftover()
                if ours:
                    ours.wait(30)


def _maintenance(found: dict[str, Any]) -> "psycopg.Connection[Any]":
    told = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    known = {name: found[key] for name, key in told.items() if found[key]}
    return psycopg.connect(dbname="postgres", autocommit=True, **known)


def _template_make(connection: "psycopg.Connection[Any]", name: str, template: str) -> None:
    """Migrate a new database and keep it under `template`; older ones of the same name go."""
    draft = f"{template}_new"
    stale = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{name}_tpl_"]
    ).fetchall()
    for (old,) in stale:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(old)))
    connection.execute(SQL("CREATE DATABASE {}").format(Identifier(draft)))
    default = connections["default"]
    default.settings_dict["NAME"] = draft
    call_command("migrate", verbosity=0, interactive=False)
    with as_owner():
        privileges_grant("default", testing=True)
    default.close()
    connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(draft), Identifier(template)))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A database of this run's own, copied from the template."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with _server() as found, django_db_blocker.unblock(), _maintenance(found) as connection:
        base = f"test_{found['NAME']}"
        name = "_".join(filter(None, [base, worker]))
        template = f"{base}_tpl_{_fingerprint()}"
        connections["default"].settings_dict.update(found)
        # One at a time: the workers of a run all ask for the template at once.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [base])
        there = connection.execute("SELECT FROM pg_database WHERE datname = %s", [template]).fetchone()
        if there is None:
            _template_make(connection, base, template)
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        connection.execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
        )
        connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [base])
        connections["default"].settings_dict["NAME"] = name
        settings.DATABASES["default"].update(connections["default"].settings_dict)
        Cleaning().instead_of_flush()
        yield
        connections.close_all()
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(autouse=True)
def _places_read_anew() -> None:
    """Tests set up places past the services that renew the edition of the tree: none inherits another's index."""
    from huying.places import gazetteer

    gazetteer.forget()
