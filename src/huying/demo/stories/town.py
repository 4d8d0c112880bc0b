"""What the stories of travellers, lists and measures share: where they play, who is in them, who may decide."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime

from huying.base import clock
from huying.demo.city import DISTRICT, City, Scale, told
from huying.demo.roster import Person
from huying.demo.stage import Stage, Story
from huying.kernel.situation import Actor
from huying.matters.models import Matter
from huying.places.codes import at
from huying.screening.models import Site

MEASURE = "measures.measure"


@dataclass(slots=True)
class Town:
    """The stage with its people: `here` are those of the log-ins' community, `taken` counts whom a story has used."""

    stage: Stage
    scale: Scale
    city: City
    people: list[Person]
    here: list[Person]
    sites: dict[str, Site] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    _next: dict[bool, Iterator[Person]] = field(default_factory=dict)

    def person(self, *, here: bool = False) -> Person:
        """The next grown-up with a telephone of whom nothing was told yet; with `here` of the log-ins' community first."""
        if here not in self._next:
            among = [one for one in (self.here if here else self.people) if one.phone and one.age >= 18]
            random.Random(f"town:{here}").shuffle(among)
            self._next[here] = iter(among)
        for one in self._next[here]:
            if id(one) not in self.taken:
                self.taken.add(id(one))
                return one
        if here:
            return self.person()
        raise RuntimeError("the demo city has too few people for its stories")

    def near(self, area: str) -> Person:
        """Somebody of whom nothing was told yet, of the community of a place."""
        code = at(area, "community") or area
        one = next(
            (p for p in self.people if p.home.code[:12] == code[:12] and p.phone and p.age >= 18 and id(p) not in self.taken),
            None,
        )  # fmt: skip
        if one is None:
            return self.person()
        self.taken.add(id(one))
        return one

    def share(self, of_all: int, whole: int, count: int) -> int:
        """How many of a kind there are when all of them are `whole` instead of `of_all`; one at least."""
        return max(1, round(count * whole / of_all))

    def field(self, area: str, rng: random.Random) -> Actor:
        """Somebody who walks the grid of a place."""
        return self.stage.at_desk(("grid", at(area, "grid") or ""), rng)

    def community(self, area: str, rng: random.Random) -> Actor:
        """Somebody of the community of a place."""
        return self.stage.at_desk(("community", at(area, "community") or ""), rng)

    def street(self, area: str, rng: random.Random) -> Actor:
        """Somebody of the street of a place."""
        return self.stage.at_desk(("street", at(area, "street") or ""), rng)

    def decider(self, rng: random.Random) -> Actor:
        """Somebody of the district who may decide on measures."""
        desk = self.stage.staff.desks["district", DISTRICT]
        return rng.choice([one for one in desk if one.role == "district_officer"])


def words(what: str, rng: random.Random) -> Any:
    """One of the things people say."""
    return rng.choice(told("travel")[what])


def reason(what: str, rng: random.Random) -> str:
    """Why somebody decides so."""
    found: str = rng.choice(told("travel")["reasons"][what])
    return found


def once(act: Callable[[], object]) -> Story:
    """A story of one act."""
    act()
    yield from ()


def until(stage: Stage, code: str, *states: str, step: float = 45) -> Story:
    """Wait until a matter stands in one of these states, or has ended."""
    while (now := stage.matter(code)).open and now.state not in states:
        yield step


def days_ago(days: int) -> dt.date:
    """The local day so many days before the moment of the story."""
    return localtime(clock.now()).date() - dt.timedelta(days=days)


def day_before_end(stage: Stage, days: int) -> dt.date:
    """The local day so many days before the end of the story."""
    return localtime(stage.end).date() - dt.timedelta(days=days)


def child(code: str, kind: str = MEASURE) -> str:
    """The code of the matter of a kind that came from this one last; empty without one."""
    rows = Matter.objects.filter(parent__code=code, kind=kind).order_by("-pk")
    return rows.values_list("code", flat=True).first() or ""
