"""Templates and people the tests of notices share."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from huying.kernel.words import Words
from huying.messages.templates import NoticeTemplate, forget_template, notice_template
from huying.people.models import Post, User

A = "33010600100100000000"
B = "33010600100200000000"
STREET = "33010600100000000000"
AT = dt.datetime(2022, 1, 9, 4, 0, tzinfo=dt.UTC)

Worker = Callable[..., User]


@pytest.fixture(autouse=True)
def no_jobs_yet(request: pytest.FixtureRequest) -> None:
    """What another test committed is no business of these: they count jobs."""
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        request.getfixturevalue(
            "db" if "transactional_db" not in request.fixturenames else "transactional_db"
        )
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_events")
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def handed() -> Iterator[NoticeTemplate]:
    """A notice on every channel."""
    yield notice_template(
        "test.handed",
        title=Words("有一件{what}交给您", "A {what} is yours"),
        body=Words("{place}的{what}请在{due}前回应。", "{what} at {place}: please answer by {due}."),
        channels=("inapp", "sms", "email", "robot"),
    )
    forget_template("test.handed")


@pytest.fixture
def quiet() -> Iterator[NoticeTemplate]:
    """A notice for the inbox alone."""
    yield notice_template(
        "test.quiet", title=Words("有新情况", "News"), body=Words("请看{place}。", "See {place}.")
    )
    forget_template("test.quiet")


@pytest.fixture
def once_code() -> Iterator[NoticeTemplate]:
    """A one-time code: secret, urgent, cannot be switched off."""
    yield notice_template(
        "test.code",
        title=Words("验证码", "Code"),
        body=Words("验证码 {code}，10 分钟内有效。", "Your code is {code}."),
        channels=("sms",),
        secret=("code",),
        must=True,
        urgent=True,
    )
    forget_template("test.code")


@pytest.fixture
def worker() -> Worker:
    """Make somebody who holds a post."""

    def make(
        name: str, *, unit: str = "community", area: str = A, phone: str = "13812348000", language: str = "zh"
    ) -> User:
        user = User.objects.create(username=name, phone=phone, email=f"{name}@example.org", language=language)
        Post.objects.create(
            user=user,
            role="community_worker",
            unit=unit,
            area=area,
            starts=dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
        )
        return user

    return make


VALUES = {
    "what": Words("送药", "medicine delivery"),
    "place": "春江社区",
    "due": dt.datetime(2022, 1, 9, 6, 0, tzinfo=dt.UTC),
}
