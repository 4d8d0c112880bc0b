"""Which place a typed address means: one when it is clear, several when it is not, never a silent guess."""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from huying.kernel.words import Words

from . import codes
from .codes import ALL, Grade
from .index import Index, Place, Target, agree, sounds_of
from .models import Area
from .naming import name_of
from .queries import edition
from .reading import Typed, read
from .scope import within as rows_within

# How much a way of finding a name is worth. Below SURE somebody has to confirm.
_COARSER = 0.8
_EXACT, _SHORT, _SOUND, _NEARLY, _NUMBER_ONLY = 1.0, 0.9, 0.85, 0.75, 0.6
SURE = 0.8
_CLEAR = 0.1
_LONGEST_NAME = 24
# Words around names that say nothing about the place.
_NOISE = re.compile(
    r"附近|旁边|对面|里面|门口|家住|住在|我家|我们|位于|地址|这里|[我在住的内里旁：:-]"
    r"|[\u4e00-\u9fff]{1,8}(?:路|街|大道|巷)[0-9]+(?:弄|号)?(?:院|大院)?"
)
# A road is called after a place it need not run through.
_ROAD = re.compile(r"[\u4e00-\u9fff]{0,2}(?:路|街(?!道)|大道|巷|弄)")
_KINDS = frozenset(
    {
        "小区",
        "社区",
        "街道",
        "省",
        "市",
        "区",
        "县",
        "镇",
        "乡",
        "村",
        "花园",
        "公寓",
        "家园",
        "新村",
        "苑",
        "居委会",
    }
)
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{2,}?(?:省|市|(?<![小社校园院])区|县|镇|街道)")


@dataclass(frozen=True)
class Match:
    """One place an address can mean."""

    area: str
    # The whole name from the district down.
    name: Words
    # 0 to 1.
    score: float
    # Why this one, for the person who chooses.
    how: Words
    # What the area does not say: the room, or a building that is not known.
    rest: str
    # It is the only likely one, and nothing typed speaks against it.
    sure: bool

    @property
    def grade(self) -> Grade:
        """How fine the place is."""
        return codes.grade(self.area)


@dataclass(frozen=True)
class _Hit:
    """A stretch of the text read as a name."""

    start: int
    end: int
    typed: str
    targets: tuple[Target, ...]
    worth: float
    how: Words


@dataclass(frozen=True)
class _Reading:
    """One way to understand the address, before it is followed to a building."""

    target: Target
    worth: float
    how: tuple[Words, ...]
    doubtful: bool
    # Something that looks like a name was not understood.
    unread: bool = False
    # What else was named: the building lies in one area of every group.
    inside: tuple[tuple[str, ...], ...] = ()


def resolve(text: str, *, within: str = ALL, limit: int = 5) -> list[Match]:
    """The places an address as people type it can mean, the best first; empty when there is none.

    Reads full-width and Chinese numbers, 幢 栋 号楼 座 # and `3-2-501`, other and short names, homophones and small slips.
    An area is given to the finest grade that is certain, and what remains (the room) stands in `rest`. With several
    matches nobody but the person may choose; `sure` is true for a single clear one only.
    """
    index = _index(within)
    typed = read(text)
    hits, left = _hits(index, typed.names)
    found: dict[str, Match] = {}
    for reading in _readings(hits, left, typed, within):
        for match in _follow(index, reading, typed, _rest(hits, typed), limit):
            if codes.covers(within, match.area) and match.score > found.get(match.area, _NOTHING).score:
                found[match.area] = match
    ranked = sorted(found.values(), key=lambda match: (-match.score, match.area))
    ranked = _without_wider(ranked)
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < _CLEAR:
        ranked = [replace(match, sure=False) for match in ranked]
    return [ranked[0], *(replace(match, sure=False) for match in ranked[1:limit])] if ranked else []


_NOTHING = Match(ALL, Words("", ""), 0.0, Words("", ""), "", False)


def _without_wider(ranked: list[Match]) -> list[Match]:
    """Leave out what only repeats a better match more coarsely."""
    kept: list[Match] = []
    for match in ranked:
        if not any(codes.covers(match.area, better.area) for better in kept):
            kept.append(match)
    return kept


def _hits(index: Index, text: str) -> tuple[list[_Hit], str]:
    """The names found in the text, none over another, and what is left: by signs, then by sound, then nearly."""
    found: list[_Hit] = []
    for search in (_exact, _by_sound, _nearly):
        left = [(start, part) for start, part in _free(text, found) if _meaningful(part)]
        if not left and search is not _exact:
            break
        # A short name beside something not understood may be the beginning of a name with a slip.
        loose = [hit for hit in found if hit.worth == _SHORT and any(_touch(hit, *part) for part in left)]
        firm = [hit for hit in found if hit not in loose]
        candidates = [hit for start, part in _free(text, firm) for hit in search(index, part, start)]
        for hit in sorted(candidates, key=lambda hit: (hit.start - hit.end, -hit.worth)):
            inside = any(other.start <= hit.start and hit.end <= other.end for other in loose)
            if not inside and all(hit.end <= other.start or other.end <= hit.start for other in firm):
                firm.append(hit)
        kept = [
            hit for hit in loose if all(hit.end <= other.start or other.end <= hit.start for other in firm)
        ]
        found = sorted([*firm, *kept], key=lambda hit: hit.start)
    return found, "".join(part for _, part in _free(text, found) if _meaningful(part))


def _touch(hit: _Hit, start: int, part: str) -> bool:
    return hit.end == start or start + len(part) == hit.start


def _free(text: str, hits: list[_Hit]) -> list[tuple[int, str]]:
    """The stretches no hit covers, with where they begin."""
    parts, start = [], 0
    for hit in sorted(hits, key=lambda hit: hit.start):
        parts.append((start, text[start : hit.start]))
        start = hit.end
    parts.append((start, text[start:]))
    return [(offset, part) for offset, part in parts if part]


def _meaningful(part: str) -> bool:
    kept = _NOISE.sub("", part)
    return len(kept) >= 2 and kept not in _KINDS


def _stretches(part: str) -> Iterator[tuple[int, int, str]]:
    for start in range(len(part)):
        for end in range(start + 2, min(len(part), start + _LONGEST_NAME) + 1):
            yield start, end, part[start:end]


def _exact(index: Index, part: str, offset: int) -> Iterator[_Hit]:
    for start, end, typed in _stretches(part):
        if typed in index.names:
            how = Words("按名称找到", "found by name")
            yield _Hit(offset + start, offset + end, typed, tuple(index.names[typed]), _EXACT, how)
        elif typed in index.short and not _ROAD.match(part[end:]):
            how = Words(f"按简称“{typed}”找到", f"found by the short name “{typed}”")
            yield _Hit(offset + start, offset + end, typed, tuple(index.short[typed]), _SHORT, how)


def _by_sound(index: Index, part: str, offset: int) -> Iterator[_Hit]:
    sounds = sounds_of(part)
    for start, end, typed in _stretches(part):
        for name in index.by_sound(" ".join(sounds[start:end])) if end - start >= 3 else ():
            how = Words(f"“{typed}”与“{name}”同音", f"“{typed}” sounds like “{name}”")
            yield _Hit(offset + start, offset + end, typed, tuple(index.names[name]), _SOUND, how)


def _nearly(index: Index, part: str, offset: int) -> Iterator[_Hit]:
    typed = _NOISE.sub("", part)
    near = index.nearly(typed)
    if not near:
        return
    best = near[0][1]
    for name, likeness in near:
        if best - likeness < _CLEAR:
            how = Words(f"“{typed}”与“{name}”相近", f"“{typed}” is close to “{name}”")
            yield _Hit(offset, offset + len(part), typed, tuple(index.names[name]), _NEARLY * likeness, how)


def _readings(hits: list[_Hit], left: str, typed: Typed, within: str) -> Iterator[_Reading]:
    """The ways to understand the names together: every target of the finest ones, with what speaks against it."""
    if not hits:
        near = codes.GRADES.index(codes.grade(within)) >= codes.GRADES.index("street")
        if near and not left and typed.building:
            yield _Reading(Target(within, ""), _NUMBER_ONLY, (), doubtful=True)
        return
    fits = [
        (target, hit) for hit in hits for target in hit.targets if _agreeing(target, hit, hits) == len(hits)
    ]
    contradiction = not fits
    chosen = fits or [(target, hit) for hit in hits for target in hit.targets]
    finest = max(_fineness(target) for target, _ in chosen)
    for target, hit in chosen:
        if _fineness(target) != finest:
            continue
        how, worth, doubtful = [hit.how], hit.worth, False
        if contradiction:
            how.append(Words("与写的其他地名对不上", "the other places named do not fit"))
            worth, doubtful = worth * 0.7, True
        if left:
            how.append(Words(f"“{left}”没有认出来", f"“{left}” was not recognised"))
            foreign = _FOREIGN.search(left) is not None
            # Half a name found in something not understood is a guess.
            worth, doubtful = worth * (0.6 if foreign else 0.9), doubtful or foreign or worth < _EXACT
        yield _Reading(
            target, worth, tuple(how), doubtful, bool(left), () if contradiction else _named(target, hits)
        )


def _named(target: Target, hits: list[_Hit]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(other.code for other in hit.targets if agree(target, other)) for hit in hits)


def _agreeing(target: Target, own: _Hit, hits: list[_Hit]) -> int:
    return sum(hit is own or any(agree(target, other) for other in hit.targets) for hit in hits)


def _fineness(target: Target) -> int:
    """Compounds and buildings over areas, whose code alone may be just as long."""
    grade = codes.GRADES.index(codes.grade(target.code))
    return grade if target.buildings is None else max(grade, codes.GRADES.index("grid")) + 1


def _follow(index: Index, reading: _Reading, typed: Typed, rest: str, limit: int) -> Iterator[Match]:
    """Go from the place of the names to the building and the stairwell that were typed."""
    target, how = reading.target, list(reading.how)
    at_building = codes.grade(target.code) in ("building", "stairwell")
    if not typed.building or at_building:
        yield _match(index, target.code, reading, how, rest if not typed.building else _tail(typed))
        return
    # A compound nobody knows here is not any other compound with a building of that number.
    unknown_name = target.buildings is None and reading.unread
    numbered = [] if unknown_name else index.buildings(target, typed.building)
    numbered = [
        code
        for code in numbered
        if all(any(codes.covers(area, code) for area in group) for group in reading.inside)
    ]
    too_many = target.buildings is None and len(numbered) > limit
    if too_many or not numbered:
        if target.name:
            said = typed.building_text
            told = Words(f"没有找到{said}，只到这一级", f"no building {typed.building} is known here")
            many = Words(
                f"这里有好几个{said}，请写小区名称",
                f"several buildings {typed.building} are here: name the compound",
            )
            how.append(many if too_many else told)
            reading = replace(reading, worth=reading.worth * _COARSER)
            yield _match(index, target.code, reading, how, rest + _tail(typed, building=True))
        return
    if target.buildings is None:
        how.append(
            Words(
                "没有小区名称，只按楼号找到", "found by the number of the building only, without a compound"
            )
        )
        reading = replace(reading, worth=min(reading.worth, _NUMBER_ONLY), doubtful=True)
    for building in numbered:
        stairwell = index.stairwell(building, typed.stairwell) if typed.stairwell else None
        known = _tail(typed) if stairwell is None else typed.room
        yield _match(index, stairwell or building, reading, how, known)


def _match(index: Index, code: str, reading: _Reading, how: list[Words], rest: str) -> Match:
    said = Words("；".join(words.zh for words in how), "; ".join(words.en for words in how))
    name = name_of(index.chain(code), "district")
    sure = reading.worth >= SURE and not reading.doubtful
    return Match(code, name, round(reading.worth, 3), said, rest, sure)


def _tail(typed: Typed, *, building: bool = False) -> str:
    """What was typed after the building (or with it), to be kept as the rest."""
    return (typed.building_text if building else "") + typed.stairwell_text + typed.room


def _rest(hits: list[_Hit], typed: Typed) -> str:
    """What was typed after the last name."""
    return typed.names[hits[-1].end :] if hits else ""


# --- one index a city, kept while the edition of the tree is the same

_kept: "OrderedDict[str, tuple[UUID, Index]]" = OrderedDict()
_lock = threading.Lock()


def forget() -> None:
    """Drop every index: for whoever changed the tree without renewing its edition, as tests do."""
    with _lock:
        _kept.clear()


def _index(within: str) -> Index:
    """The index of the city around an area, or of the area itself when it is wider."""
    root = codes.at(within, "city") or within
    stamp = edition()
    with _lock:
        there = _kept.get(root)
        if there and there[0] == stamp:
            _kept.move_to_end(root)
            return there[1]
        columns = ("code", "grade", "zh", "en", "compound", "aliases")
        inside = rows_within(Area.objects.all(), root, column="code") | Area.objects.filter(
            code__in=codes.ancestors(root)
        )
        rows = inside.order_by("code").values_list(*columns)
        index = Index(Place._make((*row[:5], tuple(row[5]))) for row in rows.iterator(chunk_size=5_000))
        _kept[root] = (stamp, index)
        _kept.move_to_end(root)
        while len(_kept) > getattr(settings, "HUYING_GAZETTEER_CITIES", 4):
            _kept.popitem(last=False)
        return index
