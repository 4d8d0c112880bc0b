"""What a kind of zone is, as rules tell it: who may go out, what is brought to the door, how it is lifted. Pure."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from huying.kernel.words import Words
from huying.rulebook.limits import MOVES, PLACES

Leaving = Literal["free", "area", "home"]
LEAVING: dict[str, Words] = {
    "free": Words("可以出入", "people may come and go"),
    "area": Words("人不出区", "people stay inside the zone"),
    "home": Words("足不出户", "people stay at home"),
}
# What the rules on moving about call it, whatever the risk of an area.
AS_MOVES: dict[str, str] = {"free": "free", "area": "in_area", "home": "at_home"}
Risk = Literal["high", "medium", "low", "none"]
Place = Literal[
    "crowded", "schools", "transport", "roads", "restaurants", "markets", "pharmacies", "clinics"
]  # fmt: skip
# From the narrowest place a zone may be made of to the widest.
Widest = Literal["building", "grid", "community", "street", "district", "city"]
WIDTHS = ("stairwell", "building", "grid", "community", "street", "district", "city", "province", "all")


class Round(BaseModel):
    """A round of tests of the whole zone that must have been done before it is lifted.

    `within_days` before the lift, or on day `from_day` of the clock and later; both when both are given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    within_days: int | None = Field(default=None, ge=0, le=60)
    from_day: int | None = Field(default=None, ge=1, le=60)
    all_negative: bool = True


class Lift(BaseModel):
    """What must all hold before a zone is lifted, and what it becomes then.

    `day_one` says whether the day the clock starts is day 1 or the day after it; `complete` whether the last day
    is complete when it begins or when it is over. Days are calendar days where the zone lies.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    clear_days: int | None = Field(default=None, ge=0, le=365)
    day_one: Literal["start", "next"] = "next"
    complete: Literal["on", "after"] = "on"
    last_contact_days: int | None = Field(default=None, ge=0, le=365)
    round: Round | None = None
    # Kinds of zone of the same district that must all be gone first.
    without: tuple[str, ...] = ()
    becomes: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]{0,39}$")


class ZoneKind(BaseModel):
    """A kind of zone: its name, how severe it is, what people there keep to and are owed, and how it ends.

    `risk` is the risk of an area that it stands for: what rules on moving about and closures allow there binds it.
    `closes` are the sorts of registered venues that close with it; `closed_zh` says it in words for all others.
    `tests` and `antigen` are days of the clock. `positive_makes` is what a new positive turns it into; with
    `restarts` the clock begins anew. `longest_days` and `widest` are what may be decided without an exception.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=120)
    severity: int = Field(ge=0, le=100)
    leaving: Leaving = "free"
    risk: Risk | None = None
    closes: tuple[Place, ...] = ()
    rule_zh: str = Field(default="", max_length=400)
    rule_en: str = Field(default="", max_length=600)
    service_zh: str = Field(default="", max_length=400)
    service_en: str = Field(default="", max_length=600)
    closed_zh: str = Field(default="", max_length=400)
    closed_en: str = Field(default="", max_length=600)
    tests: tuple[int, ...] = ()
    antigen: tuple[int, ...] = ()
    lift: Lift = Lift()
    restarts: bool = True
    positive_makes: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]{0,39}$")
    four_eyes: bool = True
    longest_days: int | None = Field(default=None, ge=1, le=365)
    widest: Widest | None = None

    @model_validator(mode="after")
    def _whole(self) -> "ZoneKind":
        if any(not 1 <= day <= 60 for day in (*self.tests, *self.antigen)):
            raise ValueError("test days are from 1 to 60")
        return self

    @property
    def title(self) -> Words:
        """What the kind is called."""
        return Words(self.zh, self.en)

    @property
    def rule(self) -> Words:
        """What people there keep to."""
        if self.rule_zh:
            return Words(self.rule_zh, self.rule_en or self.rule_zh)
        return LEAVING[self.leaving]

    @property
    def service(self) -> Words:
        """What is brought to them."""
        return Words(self.service_zh, self.service_en or self.service_zh)

    @property
    def closed(self) -> Words:
        """Which places are closed there."""
        return Words(self.closed_zh, self.closed_en or self.closed_zh)

    def past_movement(self, allowed: str) -> bool:
        """Whether people there may go out less than the rule on moving about, one of `limits.MOVES`, lets them."""
        order = [code for code, _ in MOVES]
        return order.index(AS_MOVES[self.leaving]) > order.index(allowed)

    def past_closures(self, allowed: Sequence[str]) -> list[Words]:
        """What it closes though the rule on closures does not let it, by name."""
        return [words for code, words in PLACES if code in self.closes and code not in allowed]

    def words(self) -> Words:
        """The kind in a sentence, as the pages of rules show it."""
        parts = [Words(self.zh, self.en), LEAVING[self.leaving]]
        if self.lift.clear_days is not None:
            parts.append(Words("{n} 天无新增", "{n} days without a new case").fill(n=self.lift.clear_days))
        if self.tests:
            days = "、".join(map(str, self.tests)), ", ".join(map(str, self.tests))
            parts.append(Words(f"第 {days[0]} 天检测", f"tests on days {days[1]}"))
        return Words("，".join(part.zh for part in parts), "; ".join(part.en for part in parts))

    def stricter_than(self, other: "ZoneKind", direction: str) -> bool:
        """Whether people under this kind bear more than under the other of the same name, in any respect."""
        more = any(
            (
                _more(_places(self.leaving), _places(other.leaving)),
                _more(self.lift.clear_days, other.lift.clear_days),
                _more(_last_day(self.lift), _last_day(other.lift)),
                _more(self.lift.last_contact_days, other.lift.last_contact_days),
                _more(len(self.tests), len(other.tests)),
                _more(len(self.antigen), len(other.antigen)),
                _beyond(self.longest_days, other.longest_days),
                _beyond(_width(self.widest), _width(other.widest)),
                self.lift.round is not None and other.lift.round is None,
                bool(set(self.lift.without) - set(other.lift.without)),
                self.lift.becomes is not None and other.lift.becomes is None,
                bool(self.closed_zh) and not other.closed_zh,
                bool(set(self.closes) - set(other.closes)),
            )
        )
        if direction == "higher":
            return more
        return not more and self != other


def _places(leaving: Leaving) -> int:
    return list(LEAVING).index(leaving)


def _width(widest: str | None) -> int | None:
    return WIDTHS.index(widest) if widest else None


def _last_day(lift: Lift) -> int | None:
    """Calendar days from the start of the clock to the moment the clear days are complete."""
    if lift.clear_days is None:
        return None
    return lift.clear_days + (lift.day_one == "next") + (lift.complete == "after") - 1


def _more(ours: int | None, theirs: int | None) -> bool:
    """More than the other, where none is nothing."""
    return (ours if ours is not None else -1) > (theirs if theirs is not None else -1)


def _beyond(ours: int | None, theirs: int | None) -> bool:
    """Wider than the other, where none is without end."""
    return theirs is not None and (ours is None or ours > theirs)
