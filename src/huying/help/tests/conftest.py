"""The cast with the help desks staffed, and a short way to act, to call and to let time pass."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from huying.base import clock
from huying.base.testing import made_once
from huying.help import services
from huying.help.facts import Alarm, Asking
from huying.help.models import Alert, Emergency, HelpRequest
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.kernel.words import reading
from huying.matters import queries
from huying.matters.ringing import ring_due
from huying.people.seats import Seat, as_actor
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope

if TYPE_CHECKING:
    from huying.matters.models import Matter

START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)
CALLER = Actor("caller")


class City:
    """The cast, the staff of the help desks, and what they do. Time stands still at `now` until `later`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = START
        self.sam = cast.staff("screener", cast.district, "sam", "山姆")
        self.stella = cast.staff("street_officer", cast.street, "stella", "史泰")
        self.otto = cast.staff("street_officer", cast.other_street, "otto", "奥拓")
        self.dan = cast.staff("district_officer", cast.district, "dan", "丹")
        self.hanna = cast.staff("health_officer", cast.district, "hanna", "韩娜")
        self.amy = cast.staff("ambulance_dispatcher", cast.district, "amy", "艾米")
        self.greg = cast.staff("hospital_officer", cast.district, "greg", "葛雷")
        self.edu = cast.staff("department_officer", cast.district, "edu", "艾度", unit="department:education")
        services.help_seed()

    def seat(self, user: Any) -> Seat:
        """Where somebody of the staff sits."""
        return self.cast.seat(user)

    def ask(self, text: str = "家里的降压药只够吃一天了", **more: Any) -> str:
        """Fang asks on the public page; her code."""
        area = more.pop("area", self.cast.stairwell)
        how = {"category": "medication_supply", "contact_phone": FANG_PHONE, "contact_name": "方芳"}
        keys = ("source_id", "photos", "channel", "actor", "once", "record_here", "on_behalf")
        ways = {key: more.pop(key) for key in keys if key in more}
        asking = Asking.model_validate({"text": text, **how, **more})
        ways = {"channel": "web", "actor": CALLER, **ways}
        return services.request_open(asking=asking, area=area, **ways).code

    def alarm(self, **more: Any) -> str:
        """Fang raises an alarm; its code."""
        told = {
            "what": "老伴胸口疼，喘不上气",
            "contact_phone": FANG_PHONE,
            "place_text": "荷花新村1幢",
            **more,
        }
        return services.emergency_open(
            alarm=Alarm.model_validate(told), area=self.cast.stairwell, actor=CALLER
        ).code

    def act(self, who: Any, code: str, act: str, **told: Any) -> "Matter":
        """Somebody of the staff, or an actor, performs an act inside what they can see."""
        from huying.matters.services import perform

        actor = who if isinstance(who, Actor) else as_actor(self.seat(who))
        matter = self.matter(code)
        takes = kind_of(matter.kind).act(act).takes
        facts = takes.model_validate(told) if takes else None
        with scope.use(actor.area or self.cast.country):
            return perform(code=code, act=act, actor=actor, facts=facts)

    def caller(self, code: str, act: str, **told: Any) -> "Matter":
        """The caller acts on their own matter."""
        return self.act(CALLER, code, act, **told)

    def later(self, **delta: float) -> int:
        """Let time pass and ring what is due, in the order it falls due; how many clocks rang."""
        end, rang = self.now + dt.timedelta(**delta), 0
        while due := self._next_due(end):
            self._at(due)
            rang += ring_due()
        self._at(end)
        return rang

    def _next_due(self, end: dt.datetime) -> dt.datetime | None:
        first = queries.desk(area=self.cast.country).values_list("due_at", flat=True).first()
        return max(first, self.now) if first and first <= end else None

    def _at(self, moment: dt.datetime) -> None:
        self.now = moment
        clock._borrowed.set(moment)

    def matter(self, code: str) -> "Matter":
        """The matter as it stands."""
        return queries.matter_for(self.cast.country, code)

    def row(self, code: str) -> HelpRequest:
        """The row of a request."""
        return HelpRequest.objects.get(matter__code=code)

    def emergency(self, code: str) -> Emergency:
        """The row of an emergency."""
        return Emergency.objects.get(matter__code=code)

    def alerts(self, code: str) -> dict[str, Alert]:
        """The alerts of an emergency, by unit."""
        found = Alert.objects.filter(emergency__matter__code=code).select_related("matter")
        return {alert.unit: alert for alert in found}

    def holder(self, code: str) -> tuple[str, str]:
        """The unit that holds a matter, and for which area."""
        matter = self.matter(code)
        return matter.unit, matter.unit_area

    def lines(self, code: str) -> list[str]:
        """The acts of its history."""
        return [line.act for line in queries.history(self.matter(code))]

    def clocks(self, code: str) -> dict[str, dt.datetime]:
        """Its running clocks."""
        return dict(queries.standing(self.matter(code)).clocks)


@contextmanager
def standing_still() -> Iterator[None]:
    """Time as `City.now` says, given back afterwards."""
    token = clock._borrowed.set(START)
    try:
        yield
    finally:
        clock._borrowed.reset(token)


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    """A transaction in which everything is seen by the test, and only their own by those who act."""
    settings.HUYING_MEDIA_DIR = tmp_path / "media"
    with standing_still(), reading("en"), scope.everything("a test of the help desks"):
        yield made_once("the help desks", lambda: City(Cast()))
