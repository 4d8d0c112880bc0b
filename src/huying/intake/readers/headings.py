"""Which column means which field: synonyms in both languages, scored."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from .cells import plain

# Below this a likeness is chance: "时间" and "时段" share a letter.
ENOUGH = 0.6
_NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|[\s*:#?!,.;_/、。“”\"'-]+")


class Match(NamedTuple):
    """A heading taken for a field, and how sure that is (1.0 = the same words)."""

    heading: str
    score: float


def bare(text: str) -> str:
    """A heading without brackets, stars, spaces and case: what is compared."""
    return _NOISE.sub("", plain(text)).casefold()


def likeness(heading: str, synonym: str) -> float:
    """0..1. A Chinese or English heading carries its meaning at the end: 联系人电话 is a phone."""
    if plain(heading).casefold() == plain(synonym).casefold():
        return 1.0
    one, other = bare(heading), bare(synonym)
    if not one or not other:
        return 0.0
    if one == other:
        return 0.97
    share = len(other) / len(one)
    if len(other) > 1 and one.endswith(other):
        return 0.7 + 0.2 * share
    if len(other) > 1 and other in one:
        return 0.5 + 0.2 * share
    ratio = fuzz.ratio(one, other) / 100
    return ratio * 0.9 if ratio >= 0.8 and len(one) > 3 else 0.0


def recognise(headings: Iterable[str], synonyms: Mapping[str, Sequence[str]]) -> dict[str, Match]:
    """The best heading for each field, each heading used once; a field without one is left out."""
    scored = []
    for place, heading in enumerate(dict.fromkeys(headings)):
        for order, (field, words) in enumerate(synonyms.items()):
            score = max((likeness(heading, word) for word in (field, *words)), default=0.0)
            if score >= ENOUGH:
                scored.append((-score, order, place, field, heading))
    found: dict[str, Match] = {}
    used: set[str] = set()
    for score, _, _, field, heading in sorted(scored):
        if field not in found and heading not in used:
            found[field] = Match(heading, round(-score, 2))
            used.add(heading)
    return found


def heading_score(cells: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> float:
    """How much a line looks like the heading of this table."""
    return sum(match.score for match in recognise((cell for cell in cells if cell), synonyms).values())
