"""Crowded little worlds by chance: few places and days, so that rules, stays and lists meet each other at every edge."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

from huying.analysis.testing import Somebody
from huying.places import codes
from huying.places.codes import pad
from huying.places.risk import Listed, RiskMap
from huying.screening.lookback import MARKS, LookBack
from huying.screening.queries.where import AsOf
from huying.screening.reading import NoRisk, RiskLevels, Rule, Stay

TODAY = dt.date(2022, 1, 20)
NOON = dt.datetime(2022, 1, 20, 4, tzinfo=dt.UTC)
SHORT = (
    "12", "1201", "120112", "120112104", "120112103", "120105", "41", "4419", "441900003", "441900004", "6101", "610113",
    "610113001", "610113001002", "61011300100200300102",
)  # fmt: skip
NAMES = (
    "天津市", "天津市津南区", "天津津南辛庄镇", "河南省安阳市汤阴县", "河南", "安阳", "安阳汤阴县城", "市", "京", "*", "610113 雁塔", "6101",
    "陕西省西安市雁塔区小寨路街道",
)  # fmt: skip
LEVELS = ("any", "high", "medium", "low", "key")
CATEGORIES = ("alpha", "beta", "gamma", "delta")


class Always(NoRisk):
    """A reader that only answers one by one, and every third day otherwise."""

    def __init__(self, levels: dict[str, str]) -> None:
        self.levels = levels

    def level_of(self, place: str, day: dt.date) -> str | None:
        ours = self.levels if day.toordinal() % 3 else {}
        return next((level for at, level in ours.items() if codes.is_code(place) and codes.covers(at, place)), None)  # fmt: skip

    def level_inside(self, area: str, day: dt.date) -> str | None:
        return next((level for at, level in self.levels.items() if codes.covers(area, at)), None)


class World(NamedTuple):
    """People, the rules they are read by, and the lists."""

    people: list[Somebody]
    rules: list[Rule]
    listed: list[Listed]
    risk: RiskLevels


class Chance:
    """Draws everything from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        # Some worlds have levels that come and go, some do not; some categories share a precedence.
        self.risky = self.random.choice((0.2, 0.5, 0.9))
        self.steps = self.random.choice(((10, 20, 30, 40), (10, 10, 20, 20), (1000,) * 4))

    def world(self) -> World:
        """A world."""
        listed = [self.listing() for _ in range(self.random.choice((0, 3, 12)))]
        risk: RiskLevels = AsOf(RiskMap(listed), NOON)
        if self.random.random() < 0.2:
            some = self.random.sample(SHORT, 3)
            risk = Always({pad(short): self.random.choice(LEVELS[1:]) for short in some})
        return World([self.somebody() for _ in range(40)], self.rules(), listed, risk)

    def day(self, back: int = 20, ahead: int = 4) -> dt.date:
        """A day around today."""
        return TODAY + dt.timedelta(days=self.random.randint(-back, ahead))

    def sometimes(self, share: float, value: Any) -> Any:
        """The value, or None."""
        return value if self.random.random() < share else None

    def place(self) -> str:
        """A place as a rule names it."""
        if self.random.random() < self.risky:
            around = self.random.choice(("", "", "@city", "@district", "@street"))
            return f"risk:{self.random.choice(LEVELS)}{around}"
        short, name = self.random.choice(SHORT), self.random.choice(NAMES)
        return self.random.choice((f"{short} {name}", f"{short} {name}", short, name, "*"))

    def rule(self, code: str) -> LookBack:
        """A rule with a few conditions."""
        marks = tuple(self.random.sample(list(MARKS), self.random.choice((0, 0, 0, 1, 2))))
        places = tuple(self.place() for _ in range(self.random.randint(0 if marks else 1, 3)))
        since, until = self.sometimes(0.4, self.day()), self.sometimes(0.2, self.day(8))
        if since and until and until < since:
            since, until = until, since
        said: dict[str, Any] = {
            "code": code, "zh": code, "category": self.random.choice(CATEGORIES), "places": places, "marks": marks,
            "except_places": tuple(self.place() for _ in range(self.random.choice((0, 0, 1, 2)))), "since": since,
            "until": until, "window_days": self.sometimes(0.5, self.random.randint(1, 14)),
            "arrived_from": self.sometimes(0.15, self.day()), "arrived_until": self.sometimes(0.15, self.day()),
            "here_days_min": self.sometimes(0.1, self.random.randint(0, 9)),
            "here_days_below": self.sometimes(0.1, self.random.randint(1, 12)), "risk_then": self.random.random() < 0.4,
        }  # fmt: skip
        return LookBack(**said)

    def rules(self) -> list[Rule]:
        """Some rules; now and then more than two words of them."""
        order = dict(zip(CATEGORIES, self.random.sample(self.steps, 4), strict=True))
        count = self.random.choice((1, 2, 4, 8, 34, 70))
        found = [self.rule(f"r{self.random.randint(0, 9)}_{number}") for number in range(count)]
        return [Rule(one, order[one.category]) for one in found]

    def stay(self) -> Stay:
        """A stay in a known place or one told in words, over or not, now and then one that is still to come."""
        came = self.day(18, 3)
        left = self.sometimes(0.85, came + dt.timedelta(days=self.random.choice((0, 0, 1, 2, 5, 12))))
        area = pad(self.random.choice(SHORT)) if self.random.random() < 0.7 else ""
        return Stay(area, self.random.choice((*NAMES, "")), came, left)

    def somebody(self) -> Somebody:
        """Somebody, most of them here already."""
        stays = tuple(self.stay() for _ in range(self.random.choice((0, 1, 1, 1, 2, 3))))
        marks = frozenset(self.random.sample(list(MARKS), self.random.choice((0, 0, 0, 1, 2))))
        return Somebody(stays, marks, self.day(14, 3), pad(self.random.choice(("990101001", "990101002"))))

    def listing(self) -> Listed:
        """A place on a list for a while, as a whole or a part of a known area."""
        since = NOON - dt.timedelta(hours=self.random.randint(-30, 24 * 18))
        until = self.sometimes(0.7, since + dt.timedelta(hours=self.random.randint(1, 24 * 10)))
        code = self.sometimes(0.6, pad(self.random.choice(SHORT)))
        within = self.sometimes(0.7, code) if code else self.sometimes(0.9, pad(self.random.choice(SHORT)))
        return Listed(code, within, self.random.choice(("high", "medium", "low", "key")), since, until)


def stood(one: Listed, at: dt.datetime) -> bool:
    """Whether it was on the list at a moment."""
    return one.since <= at and (one.until is None or at < one.until)


def differing(one: Sequence[Any], two: Sequence[Any], people: Sequence[Somebody]) -> list[Any]:
    """Those of two readings that are not the same, with whose they are."""
    return [(a, b, who) for a, b, who in zip(one, two, people, strict=True) if a != b][:1]
