"""The stage of the demo: stories act through the real services at borrowed moments, and real clocks ring between."""

import datetime as dt
import heapq
import random
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from huying.base import clock
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.matters.ringing import ring_due
from huying.matters.services import perform

from .city import SEED
from .staff import Desk, Staff

if TYPE_CHECKING:
    from huying.help.models import Category
    from huying.matters.models import Matter

# A story yields how many minutes pass before it goes on.
Story = Generator[float, None, None]
CALLER = Actor("caller")
# How late a clock of the story may ring, so that many ring in one go: those of emergencies within the minute. The
# clock process of the running system looks every second.
PATIENCE = dt.timedelta(minutes=4)
HASTE = dt.timedelta(seconds=45)
MOST = 5_000
_FIRST_DUE = """
SELECT min(due_at), min(due_at) FILTER (WHERE kind IN ('help.emergency', 'help.alert'))
FROM matters_matter WHERE ended_at IS NULL
"""
_STANDS = """
SELECT kind, state, area, unit, unit_area, person_id, ended_at IS NULL, facts ? 'handed_from'
FROM matters_matter WHERE code = %s
"""


class Stands(NamedTuple):
    """Where a matter stands: what a story looks at between its acts."""

    kind: str
    state: str
    area: str
    unit: str
    unit_area: str
    person: int | None
    open: bool
    handed: bool


@dataclass(slots=True)
class Told:
    """A story being told; it stops for good when its matter (or `order:`) reaches the state `until`."""

    story: Story
    until: str = ""
    code: str = ""
    order: str = ""


@dataclass(slots=True)
class Stage:
    """Who acts, and the time: stories wait in the order of their next moment until `end`."""

    staff: Staff
    end: dt.datetime
    waiting: list[tuple[dt.datetime, int, Told]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    refusals: list[str] = field(default_factory=list)
    rang: int = 0
    begun: int = 0
    told: Told | None = None
    opened: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    categories: dict[str, "Category"] = field(default_factory=dict)

    def begin(self, hours_ago: float, story: Story, until: str = "") -> None:
        """Let a story begin so many hours before the end."""
        self.begun += 1
        self._wait(self.end - dt.timedelta(hours=hours_ago), Told(story, until))

    def _wait(self, moment: dt.datetime, told: Told) -> None:
        if moment <= self.end:
            heapq.heappush(self.waiting, (moment, next(self.order), told))

    def run(self, progress: Callable[[int, int], None]) -> None:
        """Tell all stories, as far as they have come at the end; `progress` hears how many are over, of how many."""
        while self.waiting:
            moment, _, told = heapq.heappop(self.waiting)
            self.ring_until(moment)
            with clock.borrow(moment):
                delay = self._step(told)
                if delay is not None:
                    self._wait(moment + dt.timedelta(minutes=max(delay, 0.05)), told)
                progress(self.begun - len(self.waiting), self.begun)
        self.ring_until(self.end)

    def _step(self, told: Told) -> float | None:
        """Let one story go on; what it may not do any more ends it."""
        self.told = told
        try:
            delay = next(told.story, None)
        except Refused as refused:
            name = getattr(told.story, "__name__", "story")
            self.refusals.append(f"{told.code} {name}: {refused.words.en}")
            return None
        return None if self._arrived(told) else delay

    def _arrived(self, told: Told) -> bool:
        """Whether a story's matter, or for `order:` the order it placed, stands where it should."""
        kind, _, state = told.until.rpartition(":")
        code = told.order if kind else told.code
        return bool(state and code) and self.matter(code).state == state

    def ring_until(self, moment: dt.datetime) -> None:
        """Ring what falls due up to a moment, in order and in batches; at the end nothing due is left."""
        for _ in range(MOST):
            with connection.cursor() as cursor:
                first, alarm = cursor.execute(_FIRST_DUE).fetchone()
            when = [due + lag for due, lag in ((first, PATIENCE), (alarm, HASTE)) if due is not None]
            if not when or (min(when) > moment and (moment < self.end or first > moment)):
                return
            with clock.borrow(min([*when, moment])):
                self.rang += ring_due()
        raise RuntimeError("the clocks of the demo do not come to rest")

    def opens(self, matter: "Matter") -> str:
        """Note which matter the present story is about; its code."""
        if self.told is not None:
            self.told.code = matter.code
        self.opened.append(matter.code)
        return matter.code

    def orders(self, matter: "Matter") -> str:
        """Note which order the present story has placed; its code."""
        if self.told is not None:
            self.told.order = matter.code
        self.opened.append(matter.code)
        return matter.code

    def matter(self, code: str) -> Stands:
        """Where a matter stands; by hand, because stories ask often."""
        with connection.cursor() as cursor:
            return Stands(*cursor.execute(_STANDS, [code]).fetchone())

    def act(self, who: Actor, code: str, act: str, /, **told: Any) -> "Matter":
        """Somebody performs an act. Raises Refused like every door does."""
        takes = kind_of(self.matter(code).kind).act(act).takes
        facts = takes.model_validate(told) if takes else None
        return perform(code=code, act=act, actor=who, facts=facts)

    def at_desk(self, desk: Desk, rng: random.Random) -> Actor:
        """Somebody of a desk; of the desk next above when nobody sits there."""
        found = self.staff.desks.get(desk)
        return rng.choice(found) if found else self.staff.actor("coordinator")

    def holder(self, code: str, rng: random.Random) -> Actor:
        """The person who has the matter, else somebody of the desk that holds it."""
        matter = self.matter(code)
        desk = self.staff.desks.get((matter.unit, matter.unit_area), [])
        mine = [actor for actor in desk if actor.person == matter.person]
        return mine[0] if mine else self.at_desk((matter.unit, matter.unit_area), rng)


def luck(number: int, salt: str = "") -> random.Random:
    """The chance of one story, apart from all others: one more story changes none of the rest."""
    return random.Random(f"{SEED}:{salt}:{number}")


def wait(rng: random.Random, usual: float, spread: float = 0.6) -> float:
    """Minutes, around a usual number; now and then much more."""
    return min(rng.lognormvariate(0, spread) * usual, usual * 12)
