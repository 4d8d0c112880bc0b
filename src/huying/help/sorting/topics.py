"""Emerging topics: a phrase in many headlines within hours, far above the usual, by messages that are about one matter.

A phrase alone is no topic: everybody writes 小区 or names their district. It becomes one when most of the messages
that use it are alike in their other words too, so that what joins them is a matter and not a manner of speaking.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .texts import spaced
from .wordlist import cut, is_about, is_name

SHORTEST, LONGEST, WORDS = 3, 12, 5
# Of a message, what is compared: people say what it is about at the beginning.
READ = 250
# Two messages are alike from this cosine of their character pairs on, the phrase itself and common pairs left out.
ALIKE = 0.1
# A name is told whole when nearly all who say a part of it say the whole.
WHOLE = 0.9
OVERLAP = 0.5
COMMON = 0.2


@dataclass(frozen=True, slots=True)
class Said:
    """A message as topics are found in it; without a headline the beginning of its text stands in."""

    key: int
    headline: str
    text: str
    at: dt.datetime
    area: str
    # Who wrote it, by whatever tells people apart; one who writes ninety times makes no topic.
    by: str = ""

    @property
    def writer(self) -> str:
        """Its writer; a message nobody is known for has one of its own."""
        return self.by or f"#{self.key}"


@dataclass(frozen=True, slots=True)
class Found:
    """A topic: its phrase, the messages (those alike first), how many people speak of one matter in them, how many
    messages are usual."""

    name: str
    is_name: bool
    said: tuple[Said, ...]
    alike: int
    usual: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What makes a topic: `least` people, `ratio` times the usual number of messages, `share` of them alike.

    `scale` is the length of the window over the length of the time before it.
    """

    least: int
    ratio: float
    share: float
    scale: float = 0.0


def topics_find(
    recent: Sequence[Said], before: Sequence[Said], measure: Measure, *, known: Collection[str] = ()
) -> list[Found]:
    """The topics of a window against the time before it, those with most alike messages first.

    `known` are names that are no news, as `spaced` writes them: those of the districts and streets themselves.
    """
    names = re.compile("|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) or "(?!)")
    heads = [_head(one, names) for one in recent]
    phrases = _phrases(heads, measure.least)
    if not phrases:
        return []
    earlier = [_head(one, names) for one in before]
    alike = _Alikeness(recent)
    judged: list[tuple[int, str, list[int], list[int]]] = []
    for phrase, users in phrases.items():
        if len({recent[n].writer for n in users}) < measure.least:
            continue
        group = alike.largest(phrase, users)
        people = len({recent[n].writer for n in group})
        if people >= max(2, measure.least * measure.share) and len(group) >= measure.share * len(users):
            judged.append((people, phrase, users, group))
    judged.sort(key=lambda one: (-one[0], -len(one[1]), one[1]))
    found: list[Found] = []
    taken: list[set[int]] = []
    for size, phrase, users, group in judged:
        mine = set(users)
        if any(len(mine & others) > OVERLAP * min(len(mine), len(others)) for others in taken):
            continue
        usual = sum(phrase in head for head in earlier) * measure.scale
        if len(users) < measure.ratio * usual:
            continue
        taken.append(mine)
        name, by = _whole(phrase, users, heads)
        inside = [n for n in group if n in by]
        order = inside + sorted(by - set(inside))
        found.append(Found(name, is_name(name), tuple(recent[n] for n in order), min(size, len(by)), usual))
    return found


def _head(one: Said, known: re.Pattern[str]) -> str:
    return known.sub(" ", spaced(one.headline or one.text[:40]))


def _phrases(heads: Sequence[str], least: int) -> dict[str, list[int]]:
    """Phrases of whole words in at least so many headlines, with the numbers of these; of phrases used by exactly the
    same, the longest."""
    counts: Counter[str] = Counter()
    for head in heads:
        counts.update({phrase for part in head.split() for phrase in _runs(cut(part))})
    users: dict[tuple[int, ...], str] = {}
    for phrase in sorted((phrase for phrase, n in counts.items() if n >= least), key=lambda p: (len(p), p)):
        # A name cut differently in another headline is the same name.
        users[tuple(n for n, head in enumerate(heads) if phrase in head)] = phrase
    return {phrase: list(numbers) for numbers, phrase in users.items()}


def _runs(words: Sequence[str]) -> Iterable[str]:
    for start in range(len(words)):
        phrase = ""
        for number, word in enumerate(words[start : start + WORDS], 1):
            phrase += word
            if len(phrase) > LONGEST:
                break
            if len(phrase) >= SHORTEST and not phrase.isdigit() and is_about(words[start : start + number]):
                yield phrase


def _whole(phrase: str, users: Sequence[int], heads: Sequence[str]) -> tuple[str, set[int]]:
    """The whole name a phrase is a part of, and who use it: 发新城 is 丽发新城."""
    by = set(users)
    while len(phrase) < LONGEST:
        longer: Counter[str] = Counter()
        for n in by:
            longer.update(_extensions(phrase, heads[n]))
        best, count = max(longer.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        if count < WHOLE * len(users):
            break
        phrase, by = best, {n for n in by if best in heads[n]}
    return phrase, by


def _extensions(phrase: str, head: str) -> set[str]:
    """The phrase with the character before or after it, wherever it stands in a headline."""
    found, at = set(), head.find(phrase)
    while at >= 0:
        if at and head[at - 1] != " ":
            found.add(head[at - 1 : at + len(phrase)])
        if (end := at + len(phrase)) < len(head) and head[end] != " ":
            found.add(head[at : end + 1])
        at = head.find(phrase, at + 1)
    return found


class _Alikeness:
    """How alike messages are beside the phrase they share."""

    def __init__(self, messages: Sequence[Said]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = [spaced(f"{one.headline} {one.text[:READ]}") or "-" for one in messages]
        counter = TfidfVectorizer(
            analyzer="char", ngram_range=(2, 2), sublinear_tf=True, token_pattern=None, dtype=np.float32
        )
        self.table = counter.fit_transform(texts).tocsr()
        # What a fifth of all messages say, and what one says alone, join nobody.
        spread = np.bincount(self.table.indices, minlength=self.table.shape[1])
        self.dull = (spread < 2) | ((spread > COMMON * len(texts)) & (spread > 20))
        self.place: dict[str, int] = counter.vocabulary_

    def largest(self, phrase: str, users: Sequence[int]) -> list[int]:
        """The largest group of the messages in which each is alike to another one."""
        from scipy.sparse.csgraph import connected_components

        own = [at for n in range(len(phrase) - 1) if (at := self.place.get(phrase[n : n + 2])) is not None]
        part = self.table[users]
        part = part.copy()
        silent = self.dull.copy()
        silent[own] = True
        part.data[silent[part.indices]] = 0
        near = (part @ part.T).toarray() >= ALIKE
        _, label = connected_components(near, directed=False)
        sizes = np.bincount(label)
        biggest = int(sizes.argmax())
        return [n for n, mine in zip(users, label, strict=True) if mine == biggest]
