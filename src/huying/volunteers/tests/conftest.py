"""A crew: volunteers of community A and B, orders, and a short way to act and to let time pass."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from huying.base import clock
from huying.base.testing import made_once
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.kernel.words import reading
from huying.matters import queries
from huying.matters.ringing import ring_due
from huying.matters.services import perform
from huying.people.seats import as_actor
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope
from huying.volunteers.models import Order, Turnout, Volunteer
from huying.volunteers.services import order_place, volunteer_join

if TYPE_CHECKING:
    from huying.matters.models import Matter

START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)


class Crew:
    """Vera and Victor live in Fang's building, Vince in grid 2 of A, Wanda in community B; Lena leads the team.

    Time stands still at `now` until `later`.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = START
        self.vera = self.volunteer("vera", "薇拉", cast.stairwell, ["medicine", "shopping"])
        self.victor = self.volunteer("victor", "维克多", cast.building, ["repair"])
        self.vince = self.volunteer("vince", "文斯", cast.a2, ["medicine"])
        self.wanda = self.volunteer("wanda", "万达", cast.b1, ["medicine", "shopping"], cast.b)
        self.lena = cast.staff("volunteer_lead", cast.a, "lena", "莉娜")

    def volunteer(self, name: str, zh: str, home: str, skills: list[str], area: str = "") -> Volunteer:
        user = self.cast.staff("volunteer", area or self.cast.a, name, zh)
        return volunteer_join(user_id=user.pk, area=home, name=zh, phone="", team="service", skills=skills)

    def place(self, **more: Any) -> str:
        """Alice places an order for Fang; its code."""
        said = {
            "title": "买两盒降压药", "text": "红盒的那种", "skills": ("medicine",), "place_text": "荷花新村1幢",
            "room": "1单元301室", "contact_name": "方芳", "contact_phone": FANG_PHONE, **more,
        }  # fmt: skip
        area = said.pop("area", self.cast.stairwell)
        return order_place(area=area, actor=self.actor(self.cast.alice), said=said).code

    def actor(self, who: Any) -> Actor:
        user = who.user if isinstance(who, Volunteer) else who
        return who if isinstance(who, Actor) else as_actor(self.cast.seat(user))

    def act(self, who: Any, code: str, act: str, **told: Any) -> "Matter":
        """Somebody performs an act inside what they can see."""
        actor = self.actor(who)
        takes = kind_of("volunteers.order").act(act).takes
        facts = takes.model_validate(told) if takes else None
        with scope.use(actor.area or self.cast.country):
            return perform(code=code, act=act, actor=actor, facts=facts)

    def taken(self, who: Volunteer, **more: Any) -> str:
        """An order somebody has accepted."""
        code = self.place(**more)
        self.act(who, code, "accept")
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

    def _at(self, moment: dt.datetime) -> None:
        self.now = moment
        clock._borrowed.set(moment)

    def matter(self, code: str) -> "Matter":
        return queries.matter_for(self.cast.country, code)

    def order(self, code: str) -> Order:
        return Order.objects.select_related("taken_by", "asked").get(matter__code=code)

    def turnouts(self, code: str) -> list[Turnout]:
        return list(Turnout.objects.filter(order__matter__code=code).order_by("pk"))

    def holder(self, code: str) -> tuple[str, str, int | None]:
        matter = self.matter(code)
        return matter.unit, matter.unit_area, matter.person_id

    def lines(self, code: str) -> list[str]:
        return [line.act for line in queries.history(self.matter(code))]


@pytest.fixture
def crew(db: None, settings: Any, tmp_path: Path) -> Iterator[Crew]:
    """A transaction in which everything is seen by the test, and only their own by those who act."""
    settings.HUYING_MEDIA_DIR = tmp_path / "media"
    token = clock._borrowed.set(START)
    try:
        with reading("en"), scope.everything("a test of the volunteers"):
            yield made_once("the crew", lambda: Crew(Cast()))
    finally:
        clock._borrowed.reset(token)
