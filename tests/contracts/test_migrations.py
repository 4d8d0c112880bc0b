"""Every migration goes back and forth on a database that has rows."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from huying.config.database import as_owner
from huying.config.grants import append_only_tables, privileges_grant
from huying.people.testing import Cast

OURS = (
    "config",
    "base",
    "places",
    "people",
    "rulebook",
    "notices",
    "matters",
    "help",
    "volunteers",
    "screening",
    "measures",
    "intake",
    "command",
)


def _tables() -> set[str]:
    """The tables of our apps that are there; one that another test made for itself is none of them."""
    there = set(connection.introspection.table_names())
    known = {model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()}
    return {name for name in there & known if name.split("_")[0] in OURS}


@pytest.fixture
def rows(transactional_db: None) -> Iterator[int]:
    """The fixed cast, committed."""
    with transaction.atomic():
        cast = Cast()
    assert cast
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_user")
        yield cursor.fetchone()[0]


def test_all_of_them_both_ways(rows: int) -> None:
    assert rows > 3
    before = _tables()
    try:
        with as_owner():
            for app in reversed(OURS):
                executor = MigrationExecutor(connection)
                if app in executor.loader.migrated_apps:
                    executor.migrate([(app, None)])
            assert not _tables()
            assert not {app for app, _ in MigrationRecorder(connection).applied_migrations()} & set(OURS)
    finally:
        # Whatever was found wrong, the tests that follow on this database want their tables.
        call_command("migrate", verbosity=0, interactive=False)
        with as_owner():
            privileges_grant("default", testing=True)
    assert _tables() == before


@pytest.mark.django_db
def test_the_history_and_the_audit_only_grow() -> None:
    assert {"matters_event", "people_audit"} <= set(append_only_tables())
    for table in append_only_tables():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'UPDATE'),"
                " has_table_privilege(%s, 'DELETE')",
                [table] * 3,
            )
            assert cursor.fetchone() == (True, False, False), table


@pytest.mark.django_db
def test_no_change_of_a_model_waits_for_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
