"""The outbox: written with the event, once, in one statement."""

import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huying.base.clock import borrow
from huying.kernel.words import Words
from huying.messages.models import Notice, Preference, Robot
from huying.messages.services import Recipient, Tell, tell, tell_many
from huying.messages.templates import NoticeTemplate
from huying.places.scope import everything, use

from .conftest import AT, VALUES, A, B, Worker

pytestmark = pytest.mark.django_db


def jobs() -> list[dict[str, str]]:
    """The arguments of the waiting jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs ORDER BY args->>'channel'")
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def rows() -> list[Notice]:
    with everything("a test looks"):
        return list(Notice.objects.order_by("id"))


def test_one_row_a_channel_and_one_job_a_channel(handed: NoticeTemplate, worker: Worker) -> None:
    alice = worker("alice")
    with borrow(AT):
        written = tell(
            to=Recipient(user_id=alice.pk), template="test.handed", values=VALUES, once="e:1", about="C"
        )
    assert written == 3
    assert {(row.channel, row.state) for row in rows()} == {
        ("inapp", "sent"), ("sms", "queued"), ("email", "queued"),
    }  # fmt: skip
    assert jobs() == [{"channel": "email"}, {"channel": "sms"}]
    assert rows()[0].created_at == AT


def test_the_same_event_reaches_a_recipient_once(handed: NoticeTemplate, worker: Worker) -> None:
    alice, bob = worker("alice"), worker("bob")
    first = Tell(Recipient(user_id=alice.pk), "test.handed", VALUES, "e:1")
    assert tell_many([first, first]) == 3
    assert tell_many([first, Tell(Recipient(user_id=bob.pk), "test.handed", VALUES, "e:1")]) == 3
    assert tell_many([first]) == 0
    assert len(rows()) == 6
    assert len(jobs()) == 4, "nothing new, so nobody was woken"


def test_in_app_alone_makes_no_job(quiet: NoticeTemplate) -> None:
    assert (
        tell(to=Recipient(unit="community", area=A), template="test.quiet", values={"place": "x"}, once="e")
        == 1
    )
    assert jobs() == []


def test_nothing_is_told_when_the_event_is_undone(handed: NoticeTemplate) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(to=Recipient(phone="13812348000"), template="test.handed", values=VALUES, once="e")
        raise ZeroDivisionError
    assert rows() == []
    assert jobs() == []


def test_a_desk_is_one_row(handed: NoticeTemplate, worker: Worker) -> None:
    for name in ("alice", "bob", "dan"):
        worker(name)
    tell(to=Recipient(unit="community", area=A), template="test.handed", values=VALUES, once="e")
    assert [(row.channel, row.target) for row in rows()] == [
        (channel, f"desk:{A}:community") for channel in ("email", "inapp", "sms")
    ]


def test_a_chat_group_hears_it_where_a_robot_is_in_it(handed: NoticeTemplate) -> None:
    with everything("robots of a test"):
        for unit, area, active in (("community", A, True), ("grid", A, True), ("community", B, False)):
            Robot.objects.create(
                name="群", platform="generic", address="x", unit=unit, area=area, active=active, created_at=AT
            )
    desks = [Recipient(unit="community", area=A), Recipient(unit="community", area=B)]
    told = [Tell(to, "test.handed", VALUES, "e") for to in desks]
    with use(B):
        assert tell_many(told) == 7
    assert [row.target for row in rows() if row.channel == "robot"] == [f"desk:{A}:community"]


def test_the_caller_s_scope_neither_hinders_nor_widens(quiet: NoticeTemplate) -> None:
    with use(A):
        tell(to=Recipient(unit="community", area=B), template="test.quiet", values={"place": "x"}, once="e")
        assert Notice.objects.count() == 0, "a notice to a foreign desk is not to be seen from here"
    assert len(rows()) == 1
    assert Notice.objects.count() == 0, "without a scope nothing is to be seen"


def test_a_thousand_take_as_many_statements_as_one(handed: NoticeTemplate) -> None:
    def statements(numbers: range) -> int:
        tells = [Tell(Recipient(phone=f"138{n:08}"), "test.handed", VALUES, "e") for n in numbers]
        tells += [Tell(Recipient(unit=f"unit{n}", area=A), "test.handed", VALUES, "e") for n in numbers]
        with CaptureQueriesContext(connection) as asked:
            assert tell_many(tells) == 4 * len(numbers)
        return len(asked)

    assert statements(range(1)) == statements(range(1, 1001))


def test_the_phone_is_not_readable_in_the_database(once_code: NoticeTemplate) -> None:
    tell(to=Recipient(phone="13812348000"), template="test.code", values={"code": "481516"}, once="e")
    with everything("a test looks"), connection.cursor() as cursor:
        cursor.execute("SELECT n::text FROM notices_notice n")
        (text,) = cursor.fetchone()
    assert "13812348000" not in text
    assert b"13812348000".hex() not in text
    assert "481516" not in text
    row = rows()[0]
    assert (row.address, json.loads(row.sealed), row.rank) == ("13812348000", {"code": "481516"}, 0)


def test_switched_off_channels_are_left_out(handed: NoticeTemplate, worker: Worker) -> None:
    alice = worker("alice")
    Preference.objects.create(user=alice, sms=False)
    tell(to=Recipient(user_id=alice.pk), template="test.handed", values=VALUES, once="e")
    assert {row.channel for row in rows()} == {"inapp", "email"}


@pytest.mark.parametrize(
    "values",
    [{"what": "x", "place": "y"}, {**VALUES, "phone": "1"}, {}, {"what": "x", "place": "y", "due": True}],
)
def test_wrong_values_are_an_error_where_they_are_told(
    handed: NoticeTemplate, values: dict[str, object]
) -> None:
    with pytest.raises((ValueError, TypeError)):
        tell(to=Recipient(phone="13812348000"), template="test.handed", values=values, once="e")
    assert rows() == []


def test_a_recipient_the_template_cannot_reach_is_an_error(quiet: NoticeTemplate) -> None:
    with pytest.raises(ValueError, match="none of its channels"):
        tell(to=Recipient(phone="13812348000"), template="test.quiet", values={"place": "x"}, once="e")


@pytest.mark.parametrize(
    "given",
    [{}, {"phone": "1", "email": "a@b"}, {"unit": "community"}, {"user_id": 1, "unit": "x", "area": A}],
)
def test_a_recipient_is_exactly_one(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="recipient"):
        Recipient(**given)  # type: ignore[arg-type]


def test_values_keep_both_languages(handed: NoticeTemplate) -> None:
    tell(
        to=Recipient(phone="13812348000"),
        template="test.handed",
        values={**VALUES, "what": Words("送药", "medicine")},
        once="e",
    )
    values = rows()[0].values
    assert handed.fill(values, "zh") == ("有一件送药交给您", "春江社区的送药请在1月9日14:00前回应。")
    assert handed.fill(values, "en") == (
        "A medicine is yours",
        "medicine at 春江社区: please answer by 9 Jan 14:00.",
    )
