"""A piece of city with zones: rules of the drill, a second officer who decides, and a short way to act."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from huying.base import clock
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.kernel.words import reading
from huying.matters import queries
from huying.matters.ringing import ring_due
from huying.matters.services import perform
from huying.measures.models import Zone
from huying.measures.services.zones import zone_propose
from huying.people.models import Household, Resident
from huying.people.seats import as_actor
from huying.people.testing import Cast
from huying.places import scope
from huying.places.codes import grade, parent
from huying.places.models import Area
from huying.rulebook.document import read_document
from huying.rulebook.testing import rules_hold

if TYPE_CHECKING:
    from huying.matters.models import Matter

# 5 January 2022, nine in the morning in Shanghai.
START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
RULES = Path(__file__).parents[2] / "demo" / "data" / "rules"


def drill_rules(name: str) -> dict[str, Any]:
    """The rules of a file of drill data."""
    return read_document((RULES / f"{name}.yaml").read_text("utf-8")).rules


class Quarter:
    """Community A with buildings 1 to 3 in grid 1 and 9 in grid 2, and B beside it; time stands still until `later`.

    Dora decides in the district beside Dirk; Alice proposes for A, Bob works grid 1, Charlie sees only B.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = START
        self.dirk = cast.staff("district_officer", cast.district, "dirk", "德克")
        self.one = cast.building
        self.two = self.building("990101001001001002", "2幢", 30.2504, 120.1004)
        self.three = self.building("990101001001001003", "3幢", 30.2508, 120.1008)
        self.nine = self.building("990101001001002001", "9幢", 30.2600, 120.1100)
        self.other = self.building("990101001002001001", "1幢", 30.2700, 120.1200)
        Area.objects.filter(code=self.one).update(lat=30.2500, lon=120.1000)

    def building(self, short: str, zh: str, lat: float, lon: float) -> str:
        code = short.ljust(20, "0")
        Area.objects.create(
            code=code, grade=grade(code), parent_id=parent(code), zh=zh, en=f"Building {zh[:-1]}", lat=lat, lon=lon,
            compound="荷花新村" if code.startswith("990101001001") else "柳岸小区",
        )  # fmt: skip
        return code

    def resident(self, area: str, phone: str, flags: list[str] | None = None, name: str = "王某") -> Resident:
        home = Household.objects.create(area=area, address=f"{area[-4:]}{phone[-3:]}室")
        return Resident.objects.create(area=area, household=home, name=name, phone=phone, flags=flags or [])

    def rules(self, name: str = "zones-8th-edition", **values: Any) -> None:
        """Rules of the drill in force in the district, with some of them told anew."""
        rules_hold({**drill_rules(name), **values}, area=self.cast.district)

    def said(self, **more: Any) -> dict[str, Any]:
        """A sealed zone of buildings 1 and 2."""
        return {
            "name": "荷花新村1、2幢", "kind": "sealed", "places": (self.one, self.two), "reason": "发现1例阳性",
            "authority": "望江区疫情防控指挥部", "legal_basis": "《传染病防治法》", "effective_from": self.now,
            "clock_start": self.now, "expected_until": self.now + 14 * DAY, "service_phone": "0571-88880000",
            "food": "每天两次送到单元门口", **more,
        }  # fmt: skip

    def propose(self, who: Any = None, **more: Any) -> str:
        """Alice proposes a zone; its code."""
        return zone_propose(actor=self.actor(who or self.cast.alice), said=self.said(**more)).code

    def zone(self, **more: Any) -> str:
        """A zone in force; its code."""
        code = self.propose(**more)
        self.act(self.cast.dora, code, "decide")
        return code

    def actor(self, who: Any) -> Actor:
        return who if isinstance(who, Actor) else as_actor(self.cast.seat(who))

    def act(self, who: Any, code: str, act: str, **told: Any) -> "Matter":
        """Somebody performs an act inside what they can see."""
        actor = self.actor(who)
        kind = self.matter(code).kind
        takes = kind_of(kind).act(act).takes
        facts = takes.model_validate(told) if takes else None
        with scope.use(actor.area or self.cast.country):
            return perform(code=code, act=act, actor=actor, facts=facts)

    def later(self, **delta: float) -> None:
        """Let time pass and ring what is due, in the order it falls due."""
        end = self.now + dt.timedelta(**delta)
        while (
            due := queries.desk(area=self.cast.country).values_list("due_at", flat=True).first()
        ) and due <= end:
            self.at(max(due, self.now))
            ring_due()
        self.at(end)

    def at(self, moment: dt.datetime) -> None:
        """Set the clock."""
        self.now = moment
        clock._borrowed.set(moment)

    def matter(self, code: str) -> "Matter":
        return queries.matter_for(self.cast.country, code)

    def row(self, code: str) -> Zone:
        return Zone.objects.get(code=code)

    def lines(self, code: str) -> list[str]:
        return [line.act for line in queries.history(self.matter(code))]


@pytest.fixture
def quarter(db: None, settings: Any, tmp_path: Path) -> Iterator[Quarter]:
    """A transaction in which everything is seen by the test, and only their own by those who act."""
    settings.HUYING_MEDIA_DIR = tmp_path / "media"
    token = clock._borrowed.set(START)
    try:
        with reading("en"), scope.everything("a test of zones"):
            made = Quarter(Cast())
            made.rules()
            yield made
    finally:
        clock._borrowed.reset(token)
