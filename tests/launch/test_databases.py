"""Tests really run as the application's role, on a database of their own."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection


def _who() -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        name, superuser = cursor.fetchone()
    return name, superuser


@pytest.mark.django_db
def test_the_application_is_neither_superuser_nor_owner() -> None:
    assert _who() == ("huying_app", False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_committed_row_is_written_and_flushed() -> None:
    ContentType.objects.create(app_label="nowhere", model="nothing")
    assert ContentType.objects.filter(app_label="nowhere").exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_the_test_before() -> None:
    assert not ContentType.objects.filter(app_label="nowhere").exists()
    assert _who() == ("huying_app", False)
