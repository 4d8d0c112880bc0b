"""All names of one city in memory: which place a name means, by its signs, its sounds, or nearly."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from huying.kernel.words import Words

from .codes import ancestors, common, covers, prefix, span
from .reading import key, plain
from .spelling import english, syllables

# Endings people leave out, the longer first. What is left must still be a name.
_ENDINGS = (
    "社区居民委员会", "村民委员会", "居民委员会", "社区居委会", "居委会", "村委会", "开发区", "街道", "社区", "小区",
    "公寓", "花园", "家园", "新村", "省", "市", "区", "县", "镇", "乡", "村",
)  # fmt: skip
# Endings that stand for each other.
_ALIKE = (
    ("社区居民委员会", "居民委员会", "社区居委会", "居委会", "社区"),
    ("村民委员会", "村委会", "村"),
)
# Sounds that are one to many speakers.
_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


class Place(NamedTuple):
    """One row of the tree as the gazetteer keeps it."""

    code: str
    grade: str
    zh: str
    en: str
    compound: str
    aliases: tuple[str, ...]

    @property
    def name(self) -> Words:
        """Its own name; a building's with its compound."""
        if not self.compound:
            return Words(self.zh, self.en)
        return Words(self.compound + self.zh, f"{self.en}, {english(self.compound, 'grid')}")


@dataclass(frozen=True)
class Target:
    """What a name can mean: a place, or a compound, whose buildings may stand in several grids."""

    code: str
    name: str
    # The buildings by key; None for a place, whose buildings are those inside it.
    buildings: dict[str, list[str]] | None = field(default=None, compare=False)


class Index:
    """The names of the places in one subtree; built once an edition and never changed."""

    def __init__(self, rows: Iterable[Place]) -> None:
        self.places = {row.code: row for row in rows}
        self.names: dict[str, list[Target]] = defaultdict(list)
        # The same by a short form of the name, which others may share.
        self.short: dict[str, list[Target]] = defaultdict(list)
        self._numbered: dict[str, list[str]] = defaultdict(list)
        self._stairwells: dict[tuple[str, str], str] = {}
        compounds: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for place in self.places.values():
            if place.grade == "stairwell":
                self._stairwells[prefix(place.code)[:18], key(place.zh) or plain(place.zh)] = place.code
                continue
            own = key(place.zh) if place.grade == "building" else None
            if place.grade == "building":
                self._building(place, own, compounds)
            if own is None and place.grade != "all":
                self._name(
                    plain(place.compound + place.zh), Target(place.code, place.zh), place.grade != "building"
                )
            for alias in place.aliases:
                # A bare number is another number of the building, not a name.
                if key(alias) is None:
                    self._name(plain(alias), Target(place.code, alias), False)
        for (compound, _), buildings in compounds.items():
            every = [code for codes in buildings.values() for code in codes]
            self._name(plain(compound), Target(common(every), compound, dict(buildings)), True)
        for codes in self._numbered.values():
            codes.sort()
        # Reading a name that is not there must not make it.
        self.names, self.short = dict(self.names), dict(self.short)
        self._choices = [name for name in self.names if len(name) >= 3]

    def _building(
        self, place: Place, own: str | None, compounds: dict[tuple[str, str], dict[str, list[str]]]
    ) -> None:
        numbers = {own, *(key(alias) for alias in place.aliases)} - {None}
        community = place.code[:12]
        for each in numbers:
            assert each is not None  # noqa: S101 - taken out of the set above
            self._numbered[each].append(place.code)
            if place.compound:
                compounds[place.compound, community][each].append(place.code)
        if place.compound and not numbers:
            compounds[place.compound, community][plain(place.zh)].append(place.code)

    def _name(self, name: str, target: Target, shorten: bool) -> None:
        if len(name) < 2:
            return
        self.names[name].append(target)
        if not shorten:
            return
        for ending in _ENDINGS:
            stem = name.removesuffix(ending)
            if stem != name and len(stem) >= 2 and stem not in _ENDINGS:
                self.short[stem].append(target)
                for same in next((group for group in _ALIKE if ending in group), ()):
                    if same != ending:
                        self.names[stem + same].append(target)
                return

    @cached_property
    def sounds(self) -> dict[str, list[str]]:
        """The names by how they sound; made when first asked for, as most addresses are spelt right."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            found[" ".join(sounds_of(name))].append(name)
        return dict(found)

    def by_sound(self, sounds: str) -> list[str]:
        """The names of these sounds, written with spaces between."""
        return self.sounds.get(sounds, [])

    def nearly(self, typed: str) -> list[tuple[str, float]]:
        """The names nearest to what was typed, with their likeness from 0.7 to 1; one sign in four may differ."""
        found = process.extract(typed, self._choices, scorer=fuzz.ratio, score_cutoff=70, limit=4)
        return [(name, score / 100) for name, score, _ in found]

    def buildings(self, target: Target, number: str) -> list[str]:
        """The buildings of a number in a compound or an area."""
        if target.buildings is not None:
            return target.buildings.get(number, [])
        low, high = span(target.code)
        return [code for code in self._numbered.get(number, []) if low <= code <= high]

    def stairwell(self, building: str, number: str) -> str | None:
        """The stairwell of a number in a building."""
        return self._stairwells.get((building[:18], number))

    def chain(self, code: str) -> list[Place]:
        """The place and those above it, widest first, as far as they are known here."""
        steps = (*reversed(ancestors(code)), code)
        return [self.places[step] for step in steps if step in self.places]


def agree(a: Target, b: Target) -> bool:
    """Whether two names can be said of one address: one place lies in the other."""
    return covers(a.code, b.code) or covers(b.code, a.code)


@lru_cache(maxsize=10_000)
def sound(sign: str) -> str:
    """How one sign sounds, made alike where many speakers make it alike: 张 and 章 and 脏 are `zan`."""
    said = syllables(sign)[0]
    for written, spoken in _FOLDS:
        said = said.replace(written, spoken)
    return said


def sounds_of(name: str) -> list[str]:
    """The sounds of a name, sign by sign, so that a part of a text sounds the same as the whole of it."""
    return [sound(sign) for sign in name]
