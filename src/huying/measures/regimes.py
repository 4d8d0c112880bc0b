"""What a rule says of a measure: its segments and test days, how it is lengthened, when its days count anew."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from huying.kernel.words import Words
from huying.rulebook.values import Wrong

from . import terms

Kind = Literal["isolation", "quarantine_facility", "quarantine_home", "home_monitoring", "daily_monitoring"]
Sample = Literal["single", "double"]
# Beyond these a rule is a slip of the pen.
MOST_DAYS = 366
MOST_SEGMENTS = 6


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Segment(_Plain):
    """Some days of one kind."""

    kind: Kind
    days: int = Field(ge=1, le=MOST_DAYS)

    def words(self) -> Words:
        """7 days of quarantine at home."""
        kind = terms.KINDS[self.kind]
        return Words(f"{self.days} 天{kind.zh}", f"{self.days} d {kind.en.lower()}")


class Tests(_Plain):
    """Test days of the segment of that number (from 1). A day that is the segment's last stays its last.

    `days` count from the segment's first served day.
    """

    segment: int = Field(ge=1, le=MOST_SEGMENTS)
    days: tuple[int, ...] = Field(min_length=1, max_length=MOST_DAYS)
    sample: Sample = "single"

    @model_validator(mode="after")
    def _days(self) -> Self:
        if list(self.days) != sorted(set(self.days)) or self.days[0] < 1:
            raise Wrong(Words("检测日要从小到大，各写一次。", "Name each test day once, the smallest first."))
        return self


class Release(_Plain):
    """What must be so before a person releases somebody."""

    tests_negative: bool = True
    environment_negative: bool = False
    cross_infection_excluded: bool = True

    def count(self) -> int:
        """How many conditions there are."""
        return sum((self.tests_negative, self.environment_negative, self.cross_infection_excluded))


class Regime(_Plain):
    """The whole of a measure as a rule lays it down; without segments nothing may be imposed.

    `makes_up`: only the days still missing since the last exposure (or arrival) are served; otherwise all
    days from the start of the measure, whenever that is.
    """

    zh: str = Field(default="", max_length=80)
    en: str = Field(default="", max_length=120)
    segments: tuple[Segment, ...] = Field(default=(), max_length=MOST_SEGMENTS)
    day_one: Literal["exposure+1", "measure_start", "arrival"] = "exposure+1"
    makes_up: bool = True
    tests: tuple[Tests, ...] = Field(default=(), max_length=12)
    daily_checks: int = Field(default=2, ge=0, le=12)
    release: Release = Release()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for plan in self.tests:
            if plan.segment > len(self.segments) or plan.days[-1] > self.segments[plan.segment - 1].days:
                raise Wrong(
                    Words(
                        "检测日落在了没有的一段或一天。",
                        "A test day lies in a segment or on a day there is not.",
                    )
                )
        return self

    @property
    def days(self) -> int:
        """All of its days."""
        return sum(segment.days for segment in self.segments)

    def title(self) -> Words:
        """What it is called: by its own name, else by its segments."""
        return Words(self.zh, self.en or self.zh) if self.zh else self.words()

    def words(self) -> Words:
        """7 天集中隔离 + 3 天居家健康监测，检测第 1、2、3、5、7 天."""
        if not self.segments:
            return Words("不采取措施", "no measure")
        said = [segment.words() for segment in self.segments]
        tests = self._tests_said()
        day_one = terms.DAY_ONE[self.day_one]
        made = (
            Words("，缺几天补几天", ", missing days made up")
            if self.makes_up
            else Words("，从头计天", ", all days served")
        )
        return Words(
            " + ".join(w.zh for w in said) + f"；{day_one.zh}{made.zh}；{tests.zh}",
            " + ".join(w.en for w in said) + f"; {day_one.en}{made.en}; {tests.en}",
        )

    def _tests_said(self) -> Words:
        if not self.tests:
            return Words("不要求检测", "no tests")
        parts = []
        for plan in self.tests:
            double = "（双采双检）" if plan.sample == "double" else ""
            twice = " (double)" if plan.sample == "double" else ""
            days = "、".join(map(str, plan.days))
            parts.append(
                Words(
                    f"第 {plan.segment} 段第 {days} 天检测{double}",
                    f"tests on days {days.replace('、', ', ')} of part {plan.segment}{twice}",
                )
            )
        return Words("，".join(p.zh for p in parts), ", ".join(p.en for p in parts))

    def stricter_than(self, other: Self, direction: str) -> bool:
        """Whether it burdens people more in any respect: more days of a kind or a stricter one, more tests, checks,
        conditions, a later start of counting, no making up.
        """
        if any(_days_from(self, kind) > _days_from(other, kind) for kind in terms.KINDS):
            return True
        pairs = [
            (_tests(self), _tests(other)),
            (_tests(self, "double"), _tests(other, "double")),
            (self.daily_checks * bool(self.segments), other.daily_checks * bool(other.segments)),
            (self.release.count() * bool(self.segments), other.release.count() * bool(other.segments)),
            (_late(self), _late(other)),
        ]
        return any(ours > theirs for ours, theirs in pairs)


def _days_from(regime: Regime, kind: str) -> int:
    """Days of that kind or a stricter one."""
    least = terms.STRICTNESS[kind]
    return sum(s.days for s in regime.segments if terms.STRICTNESS[s.kind] >= least)


def _tests(regime: Regime, sample: str = "") -> int:
    return sum(len(plan.days) for plan in regime.tests if sample in ("", plan.sample))


def _late(regime: Regime) -> int:
    """How late counting begins: from the exposure, from the arrival, from the start of the measure."""
    if not regime.segments:
        return 0
    served_from = {"exposure+1": 0, "arrival": 1, "measure_start": 2}[regime.day_one]
    return served_from if regime.makes_up else 2


class Extension(_Plain):
    """How far a decision may lengthen a running measure for one reason, at most.

    `total` days of the segment of that kind (the first of the regime without one), or `add` days more. `tests`:
    as before, or every day from the day after the decision. `drops_later` leaves out the segments after it.
    """

    zh: str = Field(default="", max_length=80)
    en: str = Field(default="", max_length=120)
    kind: Kind | None = None
    total: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    add: int = Field(default=0, ge=0, le=MOST_DAYS)
    tests: Literal["as_before", "daily"] = "as_before"
    drops_later: bool = False

    @property
    def allowed(self) -> bool:
        """Whether it lengthens anything at all."""
        return self.total is not None or self.add > 0

    def title(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en or self.zh) if self.zh else self.words()

    def words(self) -> Words:
        """延长到 21 天，每天检测."""
        if not self.allowed:
            return Words("不得延长", "no extension")
        span = (
            Words(f"延长到共 {self.total} 天", f"to {self.total} days in all")
            if self.total is not None
            else Words(f"再加 {self.add} 天", f"{self.add} days more")
        )
        daily = Words("，每天检测一次", ", a test every day") if self.tests == "daily" else Words("", "")
        return Words(span.zh + daily.zh, span.en + daily.en)

    def stricter_than(self, other: Self, direction: str) -> bool:
        """Whether it lengthens more or asks for more tests."""
        days = (self.total or 0) > (other.total or 0) or self.add > other.add
        return days or (self.tests == "daily" and other.tests != "daily")


class Reset(_Plain):
    """Whether the days count anew after an event, and from where: the running segment or the whole measure."""

    zh: str = Field(default="", max_length=80)
    en: str = Field(default="", max_length=120)
    restarts: Literal["nothing", "segment", "measure"] = "nothing"

    def title(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en or self.zh) if self.zh else self.words()

    def words(self) -> Words:
        """What counts anew."""
        return {
            "nothing": Words("不重新计天", "days do not count anew"),
            "segment": Words("本阶段重新计天", "the running segment counts anew"),
            "measure": Words("全部重新计天", "the whole measure counts anew"),
        }[self.restarts]

    def stricter_than(self, other: Self, direction: str) -> bool:
        """Whether more counts anew."""
        order = ("nothing", "segment", "measure")
        return order.index(self.restarts) > order.index(other.restarts)


class Symptom(_Plain):
    """A complaint people tick; an alarming one is looked at at once."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,29}$")
    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(min_length=1, max_length=60)

    def words(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en)


class Watch(_Plain):
    """What of a person's daily report is abnormal: a temperature in tenths of a degree Celsius and any of the symptoms."""

    fever: int = Field(ge=350, le=420)
    symptoms: tuple[Symptom, ...] = Field(default=(), max_length=40)

    def words(self) -> Words:
        """体温 37.3 以上或有症状."""
        said = [one.words() for one in self.symptoms]
        degrees = f"{self.fever / 10:.1f}"
        return Words(
            f"体温 {degrees}℃ 及以上；症状：" + "、".join(w.zh for w in said),
            f"{degrees} °C or more; symptoms: " + ", ".join(w.en.lower() for w in said),
        )

    def abnormal(self, celsius: float | None, symptoms: Any) -> bool:
        """Whether a report needs a look."""
        return bool(symptoms) or (celsius is not None and round(celsius * 10) >= self.fever)


class Consequence(_Plain):
    """What follows for whoever does not keep to a measure, and the law that says so."""

    zh: str = Field(min_length=1, max_length=2_000)
    en: str = Field(min_length=1, max_length=3_000)
    law_zh: str = Field(default="", max_length=400)
    law_en: str = Field(default="", max_length=600)

    def words(self) -> Words:
        """The answer."""
        return Words(self.zh, self.en)

    @property
    def law(self) -> Words:
        """The law it rests on."""
        return Words(self.law_zh, self.law_en or self.law_zh)
