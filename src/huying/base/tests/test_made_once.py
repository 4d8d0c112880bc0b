"""What a fixture made is there again for the next test, row for row, and what was committed is cleared away."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from huying.base.testing import Cleaning, made_once
from huying.people.models import Post, User
from huying.people.testing import Cast


def _row() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT u::text, p::text FROM people_user u JOIN people_post p ON p.user_id = u.id")
        return tuple(cursor.fetchall())


def _make() -> dict[str, User]:
    user = User.objects.create(username="once", name="甲\n乙\\丙\t丁")
    Post.objects.create(
        user=user, role="screener", unit="volunteer_team", area="9" * 20, starts=user.date_joined
    )
    User.objects.filter(username="before").update(name="changed")
    return {"user": user}


@pytest.mark.django_db
def test_the_rows_come_back_as_they_were_and_the_answer_is_a_copy() -> None:
    made, rows, answers = [], [], []

    def make() -> dict[str, User]:
        made.append(1)
        return _make()

    for _ in range(2):
        with transaction.atomic():
            User(pk=10**6, username="before", name="as it was").save(force_insert=True)
            answers.append(made_once(test_the_rows_come_back_as_they_were_and_the_answer_is_a_copy, make))
            rows.append(_row())
            assert User.objects.get(pk=10**6).name == "changed"
            transaction.set_rollback(True)
    assert len(made) == 1 and rows[0] == rows[1] and len(rows[0]) == 1
    assert answers[0]["user"] == answers[1]["user"] and answers[0]["user"] is not answers[1]["user"]


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_goes_and_what_was_there_comes_back() -> None:
    clean, before = Cleaning(), ContentType.objects.count()
    assert before
    with transaction.atomic():
        Cast()
    ContentType.objects.filter(app_label="places").delete()
    ContentType.objects.create(app_label="nowhere", model="nothing")
    clean()
    assert not User.objects.exists() and ContentType.objects.count() == before
    assert not ContentType.objects.filter(app_label="nowhere").exists()
