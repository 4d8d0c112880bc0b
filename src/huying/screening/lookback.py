"""Look-back rules as data: whose travel or contact brings them into a category, and what follows on arrival."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes
from huying.rulebook.keys import List
from huying.rulebook.values import Wrong

MARKS: dict[str, Words] = {
    "trajectory_overlap": Words("与阳性人员行程轨迹有交集", "crossed the path of a case"),
    "abnormal_code": Words("健康码异常", "an abnormal health code"),
    "contact": Words("接触过阳性人员", "was in contact with a case"),
    "pushed": Words("被列入推送名单", "named on a pushed list"),
    "inbound": Words("从境外入境", "came from abroad"),
    "other_province": Words("跨省出行", "came from another province"),
    "path_unclear": Words("行踪说不清楚", "cannot say where they were"),
}
ANYWHERE = "*"
RISK = "risk"
_TOKEN = re.compile(r"risk:(any|high|medium|low|key)(?:@(city|district|street))?")
_CODED = re.compile(r"(\d{2,20})(?:\s+(.+))?")
_SUFFIX = re.compile(r"特别行政区|[省市区县镇乡]|街道|自治[州县旗]|地区|新区")

Level = Literal["any", "high", "medium", "low", "key"]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class Entry(NamedTuple):
    """A place as a rule names it: an area code, a name, anywhere, or wherever a risk level stands."""

    code: str = ""
    name: str = ""
    level: str = ""
    around: str = ""

    @property
    def words(self) -> Words:
        """What it is called."""
        if self.level:
            levels = {
                "any": Words("中高风险地区", "medium- and high-risk areas"),
                "high": Words("高风险地区", "high-risk areas"),
                "medium": Words("中风险地区", "medium-risk areas"),
                "low": Words("低风险地区", "low-risk areas"),
                "key": Words("重点地区", "key areas"),
            }
            steps = {
                "city": Words("所在地市", "the cities of "),
                "district": Words("所在县（市、区）", "the counties of "),
                "street": Words("所在乡镇（街道）", "the townships of "),
            }
            level, step = levels[self.level], steps.get(self.around, Words("", ""))
            return Words(f"{level.zh}{step.zh}", f"{step.en}{level.en}")
        if self.name == ANYWHERE:
            return Words("其他地区", "anywhere else")
        said = self.name or self.code.rstrip("0")
        return Words(said, said)


@lru_cache(maxsize=4096)
def entry_of(text: str) -> Entry:
    """A written place taken apart: `120112104 天津市津南区辛庄镇`, `天津市`, `risk:high`, `risk:any@district`, `*`.

    Raises ValueError for a code that is none.
    """
    if token := _TOKEN.fullmatch(text):
        return Entry(level=token[1], around=token[2] or "")
    if coded := _CODED.fullmatch(text):
        return Entry(codes.pad(coded[1]), coded[2] or "")
    if text.startswith(f"{RISK}:"):
        raise ValueError(text)
    return Entry(name=text)


def bare(name: str) -> str:
    """A place name without width, spaces and the words for its grade: 天津市津南区 and 天津津南 are one."""
    return _SUFFIX.sub("", unicodedata.normalize("NFKC", name).replace(" ", ""))


def _checked(raw: Any) -> Any:
    if isinstance(raw, str):
        try:
            entry_of(raw.strip())
        except ValueError:
            raise Wrong(
                Words(
                    "“{p}”看不懂；请写地名、“编码 地名”，或 risk:any、risk:high@district 这样的写法。",
                    "“{p}” is not understood; write a name, a code with its name, or such as risk:any, risk:high@district.",
                ).fill(p=raw[:40])
            )
    return raw


Written = Annotated[Place, BeforeValidator(_checked)]
Mark = Literal[
    "trajectory_overlap", "abnormal_code", "contact", "pushed", "inbound", "other_province", "path_unclear"
]  # fmt: skip


class LookBack(BaseModel):
    """One look-back rule; every condition that is given must hold.

    `since` is the first day and `until` the last day of a stay that counts, both inclusive. A window of N days holds
    the day itself and the N - 1 days before. `marks`: any one of them. `arrived_from` and `arrived_until` are days of
    arrival, inclusive; `here_days_min` and `here_days_below` count the days since arrival. With `risk_then` the level
    of a place is read on the days of the stay, else on the day of the question.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9_]{0,59}$")
    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(default="", max_length=300)
    category: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    places: tuple[Written, ...] = Field(default=(), max_length=2_000)
    except_places: tuple[Written, ...] = Field(default=(), max_length=2_000)
    marks: tuple[Mark, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    window_days: int | None = Field(default=None, ge=1, le=365)
    arrived_from: dt.date | None = None
    arrived_until: dt.date | None = None
    here_days_min: int | None = Field(default=None, ge=0, le=365)
    here_days_below: int | None = Field(default=None, ge=1, le=365)
    risk_then: bool = False

    @model_validator(mode="after")
    def _says_whom(self) -> Self:
        if not self.places and not self.marks:
            raise Wrong(
                Words("要写地点或情形，不然不知道指谁。", "Name places or marks: otherwise it means nobody.")
            )
        if self.since and self.until and self.until < self.since:
            raise Wrong(Words("截止日不能早于起始日。", "It cannot end before it begins."))
        return self

    def words(self) -> Words:
        """What it says, with its dates."""
        dates = []
        if self.since:
            dates.append(Words(f"{self.since:%Y-%m-%d}（含）以来", f"since {self.since:%Y-%m-%d} inclusive"))
        if self.until:
            dates.append(Words(f"到{self.until:%Y-%m-%d}（含）", f"until {self.until:%Y-%m-%d} inclusive"))
        if self.window_days:
            dates.append(Words(f"近{self.window_days}天内", f"within {self.window_days} days"))
        zh, en = "，".join(w.zh for w in dates), ", ".join(w.en for w in dates)
        return Words(
            f"{self.zh}（{zh}）" if zh else self.zh,
            f"{self.en or self.zh} ({en})" if en else self.en or self.zh,
        )

    def inside(self, other: "LookBack", place: str | None) -> bool:
        """Whether whoever this rule reaches by one of its places (None: by marks) is reached by the other as well."""
        if self.category != other.category or (other.marks and not set(self.marks) & set(other.marks)):
            return False
        if other.marks and not set(self.marks) <= set(other.marks):
            return False
        if other.places and (
            place is None or not any(_holds(entry_of(p), entry_of(place)) for p in other.places)
        ):
            return False
        if any(
            not any(_holds(entry_of(mine), entry_of(p)) for mine in self.except_places)
            for p in other.except_places
        ):
            return False
        return self.risk_then == other.risk_then and all(
            _narrower(getattr(self, name), getattr(other, name), least=least)
            for name, least in _BOUNDS.items()
        )

    def strays(self, theirs: "list[LookBack]") -> bool:
        """Whether it reaches anybody whom none of the other rules reaches: wider, earlier, longer, more people."""
        ways: list[str | None] = [*self.places] if self.places else [None]
        return not all(any(self.inside(other, way) for other in theirs) for way in ways)


# Each bound, and whether it is a lower one: a smaller lower bound reaches more people, so does a larger upper one.
_BOUNDS = {
    "since": True, "until": False, "window_days": False, "arrived_from": True, "arrived_until": False,
    "here_days_min": True, "here_days_below": False,
}  # fmt: skip


def _narrower(ours: Any, theirs: Any, *, least: bool) -> bool:
    if theirs is None:
        return True
    if ours is None:
        return False
    return bool(ours >= theirs if least else ours <= theirs)


def _holds(outer: Entry, inner: Entry) -> bool:
    """Whether every place the inner entry means is one the outer means."""
    if outer.name == ANYWHERE or outer == inner:
        return True
    if outer.level or inner.level:
        if not (outer.level and inner.level):
            return False
        wide = ("", "street", "district", "city")
        levels = {"any": {"any", "high", "medium"}}.get(outer.level, {outer.level})
        return inner.level in levels and wide.index(inner.around) <= wide.index(outer.around)
    if outer.code and inner.code:
        return codes.covers(outer.code, inner.code)
    return bool(outer.name and inner.name) and bare(inner.name).startswith(bare(outer.name))


@dataclass(frozen=True, init=False)
class LookBacks(List):
    """Look-back rules in order; stricter is whoever is reached beyond the other list."""

    def store(self, raw: Any) -> list[Any]:
        stored = super().store(raw)
        codes_used = [one["code"] for one in stored]
        if twice := {code for code in codes_used if codes_used.count(code) > 1}:
            words = Words("两条规则用了同一个代号：{c}", "Two rules share the code {c}.")
            raise Refused(words.fill(c=", ".join(sorted(twice))))
        return stored

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        mine, other = (ours, theirs) if direction == "longer" else (theirs, ours)
        others = [LookBack.model_validate(one) for one in other]
        return any(LookBack.model_validate(one).strays(others) for one in mine)

    def difference(self, ours: Any, theirs: Any, direction: str) -> Words | None:
        """The rules that reach beyond the other list, in words; None when there is none."""
        mine, other = (ours, theirs) if direction == "longer" else (theirs, ours)
        others = [LookBack.model_validate(one) for one in other]
        beyond = [one.words() for one in map(LookBack.model_validate, mine) if one.strays(others)]
        if not beyond:
            return None
        return Words(
            f"多管了：{'；'.join(one.zh for one in beyond)}",
            f"this reaches more people: {'; '.join(one.en for one in beyond)}",
        )


class Paper(BaseModel):
    """A document somebody is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1, max_length=120)
    en: str = Field(default="", max_length=200)


class Duty(BaseModel):
    """What follows for an arrival of a category.

    `tests` are days after arrival (1 is the day of arrival); `regime` the name of a measure as the rules on measures
    know it, None for that of the category, if it has one; `ahead_hours` how long before arrival it has to be declared; `documents` what is to be shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1, max_length=500)
    en: str = Field(default="", max_length=800)
    tests: tuple[Annotated[int, Field(ge=1, le=60)], ...] = ()
    regime: str | None = Field(default=None, max_length=60)
    ahead_hours: int | None = Field(default=None, ge=0, le=720)
    documents: tuple[Paper, ...] = ()

    def words(self) -> Words:
        """What it says."""
        days = "、".join(str(day) for day in self.tests)
        tests = Words(f"（第{days}天检测）", f" (tests on days {', '.join(map(str, self.tests))})")
        return Words(
            f"{self.zh}{tests.zh if self.tests else ''}",
            f"{self.en or self.zh}{tests.en if self.tests else ''}",
        )

    def named(self) -> tuple[str, ...]:
        """The measures it calls by name."""
        return (self.regime,) if self.regime else ()

    def stricter_than(self, other: "Duty", direction: str) -> bool | None:
        """Whether it demands more: tests, a measure, earlier notice, documents. None for two different measures."""
        if self.regime != other.regime and self.regime and other.regime:
            return None
        more = (
            len(self.tests) > len(other.tests)
            or (self.regime is not None and other.regime is None)
            or (self.ahead_hours or 0) > (other.ahead_hours or 0)
            or any(paper.zh not in {one.zh for one in other.documents} for paper in self.documents)
        )
        return more if direction in ("longer", "higher") else not more and self != other
