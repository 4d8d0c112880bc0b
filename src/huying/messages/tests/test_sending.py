"""From the outbox to the outlet: once, again after a failure, never twice, given up in the end."""

import asyncio
import datetime as dt
import threading
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from huying.base.clock import borrow, now
from huying.messages.models import Notice, Preference, Shown
from huying.messages.outlets import LATER, NEVER, WENT, Letter, Result
from huying.messages.services import Recipient, Tell, sending, tell, tell_many
from huying.messages.services.keeping import notice_again
from huying.messages.services.sending import claim, key_of, mark, send_channel
from huying.messages.templates import NoticeTemplate
from huying.people.models import Post
from huying.places.scope import everything, use

from .conftest import AT, VALUES, A, Worker
from .gateways import gateway

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = Recipient(phone="13812348000")


class Scripted:
    """An outlet that answers as told and remembers every letter."""

    at_once, patience = 10, 1.0

    def __init__(self, *outcomes: Result) -> None:
        self.outcomes, self.letters = list(outcomes), list[Letter]()
        self.lock = threading.Lock()

    def send(self, letters: Sequence[Letter]) -> list[Result]:
        with self.lock:
            self.letters += letters
            return [self.outcomes.pop(0) if self.outcomes else Result(WENT, "id") for _ in letters]


@pytest.fixture
def outlet(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    made = Scripted()
    monkeypatch.setattr(sending, "outlet_of", lambda channel: made)
    return made


def rows(**given: object) -> list[Notice]:
    with transaction.atomic(), everything("a test looks"):
        return list(Notice.objects.filter(**given).order_by("id"))


def work(**options: Any) -> None:
    """Run the real worker until no job is left."""

    async def run() -> None:
        async with app.open_async():
            await app.run_worker_async(
                wait=False,
                install_signal_handlers=False,
                listen_notify=False,
                queues=["notices", "jobs"],
                **options,
            )

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(run())


def send_text(once: str = "e", **more: Any) -> None:
    with transaction.atomic():
        tell(to=PHONE, template="test.handed", values=VALUES, once=once, area=A, **more)


def test_the_real_worker_sends_to_a_real_gateway(handed: NoticeTemplate, settings: Any) -> None:
    settings.HUYING_SMS_OUTLET = "huying.messages.outlets.http.Http"
    with gateway() as server:
        settings.HUYING_SMS_GATEWAY = {"url": server.url, "id_path": "id"}
        with transaction.atomic():
            tell_many([Tell(Recipient(phone=f"138{n:08}"), "test.handed", VALUES, "e") for n in range(120)])
        work()
        work()
    assert len({one["phone"] for one in server.took}) == len(server.took) == 120
    assert {(row.state, row.tries, row.provider_id) for row in rows()} == {("sent", 1, "m-1")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%%send_due'")
        assert cursor.fetchone() == (0,), "jobs that are done leave no row"


def test_the_console_shows_and_prints_a_masked_number(
    once_code: NoticeTemplate, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HUYING_SMS_OUTLET = "huying.messages.outlets.console.Console"
    tell(to=PHONE, template="test.code", values={"code": "481516"}, once="e")
    assert send_channel(channel="sms") == 1
    assert [(one.phone, one.text) for one in Shown.objects.all()] == [
        ("13812348000", "验证码 481516，10 分钟内有效。")
    ]
    assert capsys.readouterr().out == "SMS 138****8000: 验证码 481516，10 分钟内有效。\n"
    assert [(row.state, row.sealed) for row in rows()] == [("sent", "")], "the secret is erased once sent"


def test_mail_goes_with_a_fixed_message_id(
    handed: NoticeTemplate, worker: Worker, mailoutbox: list[Any]
) -> None:
    bob = worker("bob", language="en")
    tell(to=Recipient(user_id=bob.pk), template="test.handed", values=VALUES, once="e")
    assert send_channel(channel="email") == 1
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["bob@example.org"], "A medicine delivery is yours")
    [row] = rows(channel="email")
    assert mail.extra_headers["Message-ID"] == row.provider_id == f"<{key_of(row)}@notices.huying>"


def test_a_failure_is_tried_again_later_and_then_given_up(
    handed: NoticeTemplate, outlet: Scripted, settings: Any
) -> None:
    settings.HUYING_NOTICES = {"backoff": (30, 600)}
    outlet.outcomes = [Result(LATER, error="busy")] * 3
    at = AT
    with borrow(at):
        send_text()
        assert send_channel(channel="sms") == 0
        [row] = rows()
        assert (row.state, row.tries, row.error) == ("queued", 1, "busy")
        assert row.next_try == at + dt.timedelta(seconds=30)
        send_channel(channel="sms")
    assert len(outlet.letters) == 1, "not before its time"
    for wait in (30, 600):
        at += dt.timedelta(seconds=wait)
        with borrow(at):
            send_channel(channel="sms")
    [row] = rows()
    assert (row.state, row.tries, row.next_try) == ("given_up", 3, None)
    assert {letter.key for letter in outlet.letters} == {key_of(row)}, "the same key for every try"
    with transaction.atomic(), use(A):
        notice_again(notice_id=row.pk, area=A)
    assert send_channel(channel="sms") == 1
    assert rows()[0].state == "sent"


def test_a_final_refusal_is_not_repeated(handed: NoticeTemplate, outlet: Scripted) -> None:
    outlet.outcomes = [Result(NEVER, error="no such number")]
    send_text()
    send_channel(channel="sms")
    assert [(row.state, row.error, row.next_try) for row in rows()] == [("failed", "no such number", None)]


def test_two_workers_never_send_the_same(handed: NoticeTemplate, outlet: Scripted) -> None:
    with transaction.atomic():
        tell_many([Tell(Recipient(phone=f"138{n:08}"), "test.handed", VALUES, "e") for n in range(200)])

    def run() -> None:
        try:
            send_channel(channel="sms")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(outlet.letters) == len({letter.key for letter in outlet.letters}) == 200
    assert {row.state for row in rows()} == {"sent"}


def test_a_worker_that_died_gives_its_lease_back(handed: NoticeTemplate, outlet: Scripted) -> None:
    with borrow(AT):
        send_text()
        claim(channel="sms", outlet=outlet, lease=uuid.uuid4())
        assert send_channel(channel="sms") == 0, "the dead one's lease still runs"
    with borrow(AT + dt.timedelta(seconds=33)):
        assert send_channel(channel="sms") == 1
    assert len(outlet.letters) == 1
    assert rows()[0].tries == 2


def test_a_worker_that_came_late_does_not_overwrite(handed: NoticeTemplate, outlet: Scripted) -> None:
    lease = uuid.uuid4()
    with borrow(AT):
        send_text()
        _, claimed = claim(channel="sms", outlet=outlet, lease=lease)
    with borrow(AT + dt.timedelta(minutes=5)):
        send_channel(channel="sms")
        mark(notices=[one for one, _ in claimed], results=[Result(LATER, error="slow")], lease=lease)
    assert [(row.state, row.error) for row in rows()] == [("sent", "")]


def test_a_notice_that_kills_its_sender_is_given_up(
    handed: NoticeTemplate, outlet: Scripted, settings: Any
) -> None:
    settings.HUYING_NOTICES = {"backoff": (1,)}
    with borrow(AT):
        send_text()
    for minute in range(4):
        with borrow(AT + dt.timedelta(minutes=minute)):
            claim(channel="sms", outlet=outlet, lease=uuid.uuid4())
    assert [(row.state, row.tries) for row in rows()] == [("given_up", 2)]


def test_an_outlet_that_breaks_stops_nobody(
    handed: NoticeTemplate, outlet: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(letters: Sequence[Letter]) -> list[Result]:
        raise KeyError("phone")

    monkeypatch.setattr(outlet, "send", broken)
    send_text()
    assert send_channel(channel="sms") == 0
    assert [(row.state, row.error) for row in rows()] == [("queued", "outlet: KeyError")]


def test_a_desk_is_whoever_is_on_duty_when_it_is_sent(
    handed: NoticeTemplate, worker: Worker, outlet: Scripted
) -> None:
    bob = worker("bob", phone="13900000001")
    with transaction.atomic():
        tell(to=Recipient(unit="community", area=A), template="test.handed", values=VALUES, once="e")
    worker("alice", phone="13900000002")
    worker("charlie", phone="13900000003", area=A[:11] + "2" + A[12:])
    muted = worker("muted", phone="13900000004")
    Preference.objects.create(user=muted, sms=False)
    with transaction.atomic():
        tell(to=Recipient(user_id=bob.pk), template="test.handed", values=VALUES, once="e")
    Post.objects.filter(user=bob).update(ends=now())
    assert send_channel(channel="sms") == 2
    assert sorted(letter.to for letter in outlet.letters) == ["13900000001", "13900000002"]
    send_channel(channel="sms")
    assert len(outlet.letters) == 2


def test_one_event_told_to_a_desk_and_a_person_reaches_the_person_once(
    handed: NoticeTemplate, worker: Worker, outlet: Scripted
) -> None:
    alice = worker("alice")
    with transaction.atomic():
        for to in (Recipient(user_id=alice.pk), Recipient(unit="community", area=A)):
            tell(to=to, template="test.handed", values=VALUES, once="e")
    assert send_channel(channel="sms") == 1


def test_too_late_is_not_sent(once_code: NoticeTemplate, outlet: Scripted) -> None:
    with borrow(AT):
        tell(
            to=PHONE,
            template="test.code",
            values={"code": "1"},
            once="e",
            until=AT + dt.timedelta(minutes=10),
        )
    with borrow(AT + dt.timedelta(minutes=11)):
        send_channel(channel="sms")
    assert outlet.letters == []
    assert [(row.state, row.sealed) for row in rows()] == [("given_up", "")]


def test_urgent_goes_first(handed: NoticeTemplate, once_code: NoticeTemplate, outlet: Scripted) -> None:
    for n in range(3):
        send_text(f"e{n}")
    tell(to=PHONE, template="test.code", values={"code": "481516"}, once="c")
    send_channel(channel="sms")
    assert "481516" in outlet.letters[0].body


def test_a_person_without_a_phone_is_skipped(
    handed: NoticeTemplate, worker: Worker, outlet: Scripted
) -> None:
    alice = worker("alice", phone="")
    tell(to=Recipient(user_id=alice.pk), template="test.handed", values=VALUES, once="e")
    send_channel(channel="sms")
    assert {row.channel: row.state for row in rows()} == {
        "inapp": "sent",
        "sms": "skipped",
        "email": "queued",
    }


def test_a_channel_that_is_down_is_not_hammered(handed: NoticeTemplate, outlet: Scripted) -> None:
    outlet.outcomes = [Result(LATER)] * 1000
    with transaction.atomic():
        tell_many([Tell(Recipient(phone=f"138{n:08}"), "test.handed", VALUES, "e") for n in range(100)])
    send_channel(channel="sms")
    assert len(outlet.letters) == outlet.at_once


def test_the_sweep_wakes_the_sender_for_what_is_due(handed: NoticeTemplate, outlet: Scripted) -> None:
    from huying.messages.jobs import sweep

    send_text()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    sweep(timestamp=0)
    work()
    assert rows()[0].state == "sent"


def test_the_job_of_a_killed_worker_is_done_by_another(
    handed: NoticeTemplate, outlet: Scripted, settings: Any
) -> None:
    send_text()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    from huying.messages.jobs import revive

    app.configure_task(revive.name, queue="jobs").defer(timestamp=0)
    work()
    work()
    assert rows()[0].state == "sent"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%%send_due'")
        assert cursor.fetchone() == (0,)


def test_a_job_inside_the_worker_tells_within_its_own_transaction(
    handed: NoticeTemplate, outlet: Scripted
) -> None:
    """The worker has another connector; the outbox must not use it."""
    in_worker = app.replace_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    with in_worker, pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(to=PHONE, template="test.handed", values=VALUES, once="e")
        raise ZeroDivisionError
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)
