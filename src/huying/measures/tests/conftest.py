"""A district under a response, its rules, and a short way to propose, decide, act and let time pass."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from huying.base import clock
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.kernel.words import Words, reading
from huying.matters import queries
from huying.matters.ringing import ring_due
from huying.matters.services import matter_open, perform
from huying.measures.models import Measure, Swab
from huying.measures.tests.places import quarter  # noqa: F401
from huying.people.seats import as_actor
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope
from huying.rulebook.services import Hand, response_start
from huying.rulebook.testing import rules_hold

if TYPE_CHECKING:
    from huying.matters.models import Matter

# Wednesday 5 January 2022, nine in the morning at home.
START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)
CALLER = Actor("caller")
NINTH = {
    "segments": [{"kind": "quarantine_facility", "days": 7}, {"kind": "home_monitoring", "days": 3}],
    "tests": [{"segment": 1, "days": [1, 2, 3, 5, 7]}, {"segment": 2, "days": [3]}],
}
HOME = {
    "zh": "7+7", "en": "7+7",
    "segments": [{"kind": "quarantine_home", "days": 7}, {"kind": "daily_monitoring", "days": 7}],
    "tests": [{"segment": 1, "days": [1, 7]}],
}  # fmt: skip
RULES: dict[str, Any] = {
    "measures.regime": {"close_contact": NINTH, "place_exposed": HOME},
    "measures.extension": {"flight": {"zh": "同航班", "en": "Same flight", "kind": "quarantine_facility", "total": 10, "tests": "daily"}},
    "measures.reset": {"same_home": {"zh": "同住人阳性", "en": "Positive at home", "restarts": "segment"}},
}  # fmt: skip


class District:
    """The cast, Hugo and Helen of the health bureau; a response of level I. Time stands still at `now` until `later`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = START
        self.hugo = cast.staff("health_officer", cast.district, "hugo", "胡果")
        self.helen = cast.staff("health_officer", cast.district, "helen", "海伦")
        self.publisher = cast.staff("rule_publisher", cast.district, "pat", "帕特")
        self.hand = Hand(self.publisher.pk, cast.district)
        self.response = response_start(
            matter=Words("演练疫情", "Outbreak"), level=1, authority=Words("望江区指挥部", "Wangjiang Headquarters"),
            area=cast.district, legal_basis="《传染病防治法》第四十一条", measures="隔离、检测",
            expected_end=START + dt.timedelta(days=60), by=self.hand,
        )  # fmt: skip
        rules_hold(RULES, area=cast.district)

    def actor(self, who: Any) -> Actor:
        return who if isinstance(who, Actor) else as_actor(self.cast.seat(who))

    def propose(self, who: Any = None, **more: Any) -> str:
        """Alice proposes a measure for Fang, exposed the day before; its code."""
        said = {
            "category": "close_contact", "name": "方芳", "phone": FANG_PHONE, "address": "荷花新村1幢1单元301室",
            "exposed_at": dt.date(2022, 1, 4), "reason": "与病例同桌吃饭", "source": "流调", **more,
        }  # fmt: skip
        area = said.pop("area", self.cast.stairwell)
        takes = kind_of("measures.measure").act("propose").takes
        assert takes is not None
        return matter_open(
            kind="measures.measure", area=area, actor=self.actor(who or self.cast.alice), facts=takes.model_validate(said)
        ).code  # fmt: skip

    def act(self, who: Any, code: str, act: str, **told: Any) -> "Matter":
        """Somebody performs an act inside what they can see."""
        actor = self.actor(who)
        takes = kind_of(self.matter(code).kind).act(act).takes
        facts = takes.model_validate(told) if takes else None
        with scope.use(actor.area or self.cast.country):
            return perform(code=code, act=act, actor=actor, facts=facts)

    def decided(self, **more: Any) -> str:
        """A measure that Hugo has imposed."""
        code = self.propose(**more)
        self.act(self.hugo, code, "decide", reason="与确诊病例同桌吃饭")
        return code

    def later(self, **delta: float) -> None:
        """Let time pass and ring what is due, in the order it falls due."""
        end = self.now + dt.timedelta(**delta)
        while (
            due := queries.desk(area=self.cast.country).values_list("due_at", flat=True).first()
        ) and due <= end:
            self._at(max(due, self.now))
            ring_due()
        self._at(end)

    def day(self, day: int, hour: int = 9) -> None:
        """Let it be that hour of a day of January 2022, or after it."""
        home = dt.timezone(dt.timedelta(hours=8))
        wanted = dt.datetime(2022, 1, 1, hour, tzinfo=home) + dt.timedelta(days=day - 1)
        self.later(seconds=(wanted - self.now).total_seconds())

    def _at(self, moment: dt.datetime) -> None:
        self.now = moment
        clock._borrowed.set(moment)

    def matter(self, code: str) -> "Matter":
        # A page that was refused has taken the scope of the test along.
        with scope.everything("a test looks"):
            return queries.matter_for(self.cast.country, code)

    def row(self, code: str) -> Measure:
        with scope.everything("a test looks"):
            return Measure.objects.select_related("matter").get(matter__code=code)

    def state(self, code: str) -> str:
        return self.matter(code).state

    def lines(self, code: str) -> list[str]:
        return [line.act for line in queries.history(self.matter(code))]

    def children(self, code: str, kind: str) -> list["Matter"]:
        return [one for one in queries.children(self.matter(code)) if one.kind == f"measures.{kind}"]

    def test_negative(self, code: str, *days: int) -> None:
        """Samples of these days of January, all negative."""
        for day in days:
            self.act(self.cast.bob, code, "record_test", on=dt.date(2022, 1, day), result="negative")

    def swabs(self, code: str) -> list[int]:
        """The planned test days, as days of January."""
        return [
            s.due_on.day
            for s in Swab.objects.filter(measure__matter__code=code).order_by("due_on")
            if s.due_on
        ]

    def browser(self, who: Any = None) -> Client:
        client = Client()
        if who is not None:
            client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def district(db: None) -> Iterator[District]:
    """A transaction in which everything is seen by the test, and only their own by those who act."""
    token = clock._borrowed.set(START)
    try:
        with reading("en"), scope.everything("a test of measures"):
            yield District(Cast())
    finally:
        clock._borrowed.reset(token)
