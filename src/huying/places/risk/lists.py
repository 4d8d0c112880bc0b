"""A list as it was read from anywhere: its moment, its places, what it says of itself, what was odd."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.levels import LEVEL_WORDS, LEVELS, LIST_TIME, Level

from .spelling import canonical

LONGEST_ABOVE = 60
_MOMENT = re.compile(
    r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?[T，]?(?:(\d{1,2})(?:[:时点](\d{1,2})?(?:[:分](\d{1,2})秒?)?)?)?"
    r"(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?(?:分)?"
)

NO_MOMENT = Words("看不出是什么时候的名单：{text}。", "It is not clear from what moment the list is: {text}.")
NO_PLACE = Words("没有写地点，没有读入。", "No place is written; left out.")
TOO_LONG = Words("地点太长，没有读入：{text}…", "The place is too long; left out: {text}…")
TWICE = Words("名单里已经有“{text}”，重复。", "“{text}” is on the list already.")
TWO_LEVELS = Words(
    "“{text}”同时列在两个等级，按高的算。", "“{text}” stands at two levels; the higher one counts."
)
DECLARED = Words(
    "{level}：名单说有 {declared} 个，读到 {listed} 个。",
    "{level}: the list says {declared}, {listed} were read.",
)


class Item(NamedTuple):
    """A listed place in canonical spelling; `row` is where it stood, `since` what the list says of its beginning."""

    level: Level
    province: str
    city: str
    county: str
    text: str
    row: int = 0
    since: dt.date | None = None

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What makes it the same place in another list."""
        return self.province, self.city, self.county, self.text

    @property
    def said(self) -> str:
        """The place for a sentence."""
        return (self.county + self.text)[:80]


class Odd(NamedTuple):
    """Something odd in a list: the row (0: the list as a whole) and a sentence."""

    row: int
    words: Words


@dataclass
class ListRead:
    """One list. `form` is "official", "table" or "press"; `declared` what it says about its own size."""

    form: str
    valid_from: dt.datetime
    items: list[Item] = field(default_factory=list)
    declared: dict[Level, int] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    # What a list says itself about the code of a place.
    codes: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    def beneath(self, above: tuple[str, str, str]) -> None:
        """Say in which place a list lies whose rows do not say it: 临江市望江区 before 鹿鸣小区."""
        for at, item in enumerate(self.items):
            if not (item.province or item.city or item.county):
                self.items[at] = item._replace(province=above[0], city=above[1], county=above[2])
                if item.place in self.codes:
                    self.codes[self.items[at].place] = self.codes.pop(item.place)

    @property
    def listed(self) -> dict[Level, int]:
        """How many places were read at each level, repetitions included."""
        counts = Counter(item.level for item in self.items)
        return {level: counts[level] for level in LEVELS if counts[level]}

    def digest(self) -> str:
        """The same for the same content, in whatever order and file."""
        rows = sorted(
            {(one.level, *one.place, one.since.isoformat() if one.since else "") for one in self.items}
        )
        return hashlib.sha256(repr(rows).encode("utf-8", "replace")).hexdigest()

    def add(
        self, level: Level, above: tuple[str, str, str], text: object, row: int, since: dt.date | None = None
    ) -> None:
        """Put a place on the list, or say why not."""
        said = canonical(text) if isinstance(text, str) else ""
        if not said and not any(above):
            self.odd.append(Odd(row, NO_PLACE))
            return
        if (isinstance(text, str) and len(text) > len(said) + 200) or any(
            len(one) > LONGEST_ABOVE for one in above
        ):
            self.odd.append(Odd(row, TOO_LONG.fill(text=(said or "".join(above))[:40])))
            return
        self.items.append(Item(level, *above, said, row, since))

    def check(self) -> "ListRead":
        """Look the list over once it is whole: repetitions, two levels, its own counts. Returns itself."""
        seen: dict[tuple[str, ...], set[Level]] = {}
        for item in self.items:
            levels = seen.setdefault(item.place, set())
            if item.level in levels:
                self.odd.append(Odd(item.row, TWICE.fill(text=item.said)))
            elif levels:
                self.odd.append(Odd(item.row, TWO_LEVELS.fill(text=item.said)))
            levels.add(item.level)
        listed = self.listed
        for level, count in self.declared.items():
            if count != listed.get(level, 0):
                words = DECLARED.fill(level=LEVEL_WORDS[level], declared=count, listed=listed.get(level, 0))
                self.odd.append(Odd(0, words))
        return self


def moment_of(text: object) -> dt.datetime:
    """The moment a list gives for itself: `2022-04-24 16时`, ISO, with 24时 for the next midnight. Refused otherwise."""
    said = canonical(text) if isinstance(text, str) else ""
    found = _MOMENT.search(said.replace("：", ":"))
    try:
        if found is None:
            raise ValueError(said)
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        zone: dt.tzinfo = LIST_TIME
        if offset := found[7]:
            zone = dt.datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo or LIST_TIME
        start = dt.datetime(year, month, day, 0, minute, second, tzinfo=zone)
        if not 2000 <= year <= 2200 or hour > 24:
            raise ValueError(said)
        return start + dt.timedelta(hours=hour)
    except (ValueError, OverflowError):
        raise Refused(NO_MOMENT.fill(text=said[:40] or "-")) from None


def count_of(value: object) -> int | None:
    """A declared count as a number, or None when there is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def above_of(row: Mapping[str, object]) -> tuple[str, str, str]:
    """The province, city and county of a row, canonical; what is no text is empty."""
    province, city, county = (
        canonical(value) if isinstance(value := row.get(name), str) else ""
        for name in ("province", "city", "county")
    )
    return province, city, county
