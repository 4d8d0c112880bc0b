"""Whether a rule set burdens people more than those above it allow. Pure.

Above a set are its named parent with the parent's parents, and, whatever it names, the rules in force for the
areas around its own. A set may be as they are or milder. Where an exception lets a set be stricter, that set alone
is meant: what it then says is no measure for the sets below.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from huying.kernel.words import Words
from huying.places import codes

from .keys import Table, key
from .reader import Source, line_of
from .values import OTHERS

AREA = "@area"
VALIDITY = "@validity"
WHOLE = {
    AREA: Words("适用地区", "the area it covers"),
    VALIDITY: Words("有效期", "how long it is valid"),
}


_WAYS = {
    "shorter": Words("更短、更少", "shorter or less"),
    "longer": Words("更长、更多", "longer or more"),
    "lower": Words("更低", "lower"),
    "higher": Words("更高", "higher"),
}


class Excess(NamedTuple):
    """One way in which a set goes past its ceiling, from a moment on, with the difference in words."""

    key: str
    choice: str | None
    since: dt.datetime
    above: Source
    words: Words


class Ending(NamedTuple):
    """A key of a set, or with `@area` and `@validity` the whole set, that must end at a moment."""

    rule_set: int
    key: str
    at: dt.datetime
    words: Words


def excesses(source: Source, others: Iterable[Source]) -> list[Excess]:
    """Where a set is stricter than those above it: the first moment for each key and line.

    Keys it has an exception for are left out. `others` are all published sets; its own row among them is ignored.
    """
    known = [other for other in others if other.id != source.id or other.id is None]
    chain = _chain(source, known)
    found = [] if not chain else list(_past_parent(source, chain[0]))
    around = _around(source, known)
    for code in source.document:
        if code not in source.excepted and key(code).stricter != "none":
            found += _past_ceiling(source, code, [chain, around])
    return sorted(found, key=lambda excess: (excess.key, excess.choice or "", excess.since))


def settle(sources: Sequence[Source], since: dt.datetime) -> list[Ending]:
    """What must end so that, from a moment on, nothing in force is stricter than what is above it."""
    current: dict[int, Source] = {
        source.id: source for source in sources if source.id is not None and source.law
    }
    floor = [source for source in sources if source.id is None or not source.law]
    endings: dict[tuple[int, str], Ending] = {}
    changed = True
    while changed:
        changed = False
        for number in sorted(current, key=lambda n: (codes.GRADES.index(codes.grade(current[n].area)), n)):
            source = current[number]
            for excess in excesses(source, [*floor, *current.values()]):
                at = max(excess.since, since)
                ended = _ended(source, excess.key, at)
                if ended != source:
                    source = current[number] = ended
                    endings[number, excess.key] = Ending(number, excess.key, at, excess.words)
                    changed = True
    return list(endings.values())


def _ended(source: Source, code: str, at: dt.datetime) -> Source:
    if code in WHOLE:
        until = min(at, source.valid_until) if source.valid_until else at
        return replace(source, valid_until=until)
    end = source.until(code)
    return replace(source, lasts={**source.lasts, code: min(at, end) if end else at})


def _chain(source: Source, known: Sequence[Source]) -> list[Source]:
    by_id = {other.id: other for other in known}
    chain: list[Source] = []
    parent = source.parent
    while parent is not None and parent in by_id and by_id[parent] not in chain:
        chain.append(by_id[parent])
        parent = by_id[parent].parent
    return chain


def _around(source: Source, known: Sequence[Source]) -> list[Source]:
    """The sets for the areas around, the nearest first, then what came into force last."""
    wider = codes.ancestors(source.area)
    found = [other for other in known if other.law and other.area in wider]
    found.sort(key=lambda other: (other.valid_from, other.id or 0), reverse=True)
    return sorted(found, key=lambda other: wider.index(other.area))


def _past_parent(source: Source, parent: Source) -> Iterator[Excess]:
    if AREA not in source.excepted and not codes.covers(parent.area, source.area):
        yield Excess(
            AREA, None, source.valid_from, parent,
            Words(
                "适用地区超出了上级《{above}》的范围。", "It covers places that “{above}” above it does not."
            ).fill(above=parent.title),
        )  # fmt: skip
    if VALIDITY not in source.excepted:
        end = parent.valid_until
        if end is not None and (source.valid_until is None or source.valid_until > end):
            since = max(end, source.valid_from)
            words = Words(
                "有效期比上级《{above}》长（上级到 {at}）。",
                "It lasts longer than “{above}” above it (until {at}).",
            ).fill(above=parent.title, at=f"{end:%Y-%m-%d %H:%M}")
            yield Excess(VALIDITY, None, since, parent, words)


def _past_ceiling(source: Source, code: str, orders: list[list[Source]]) -> list[Excess]:
    found: dict[str | None, Excess] = {}
    for order in orders:
        named = [other for other in order if code in other.document and code not in other.excepted]
        for moment in _moments(source, code, named):
            above = [other for other in named if other.holds(code, moment)]
            for choice in _choices(source, code, above):
                excess = _compare(source, code, choice, above, moment)
                if excess and (choice not in found or excess.since < found[choice].since):
                    found[choice] = excess
    return list(found.values())


def _moments(source: Source, code: str, others: Iterable[Source]) -> list[dt.datetime]:
    """When, while the set is in force, what is above it may change."""
    moments = {source.valid_from}
    for other in others:
        moments.add(other.valid_from)
        moments.update(end for end in [other.until(code)] if end)
    return sorted(moment for moment in moments if source.holds(code, moment))


def _choices(source: Source, code: str, above: Iterable[Source]) -> list[str | None]:
    if not isinstance(key(code).kind, Table):
        return [None]
    named: dict[str, None] = dict.fromkeys(source.document[code])
    for other in above:
        named.update(dict.fromkeys(other.document[code]))
    return [*named, *([] if OTHERS in named else [OTHERS])]


def _compare(
    source: Source, code: str, choice: str | None, above: Sequence[Source], moment: dt.datetime
) -> Excess | None:
    declared = key(code)
    ours = line_of(declared.kind, source.document[code], choice)
    if ours is None or not above:
        return None
    for other in above:
        theirs = line_of(declared.kind, other.document[code], choice)
        if theirs is not None:
            if ours == theirs:
                return None
            stricter = declared.kind.stricter(ours, theirs, declared.stricter)
            if stricter is False:
                return None
            words = _difference(code, choice, ours, theirs, other, comparable=stricter is not None)
            return Excess(code, choice, moment, other, words)
    words = Words(
        "{name}：上级《{above}》没有这一项，本规则写了 {ours}，扩大了范围。",
        "{name}: “{above}” above has no such line; saying {ours} here reaches more people.",
    ).fill(name=_name(code, choice), above=above[0].title, ours=_said(code, ours))
    return Excess(code, choice, moment, above[0], words)


def _difference(
    code: str, choice: str | None, ours: Any, theirs: Any, above: Source, *, comparable: bool
) -> Words:
    values: Mapping[str, object] = {
        "name": _name(code, choice),
        "ours": _said(code, ours),
        "theirs": _said(code, theirs),
        "above": above.title,
    }
    if not comparable:
        return Words(
            "{name}：本规则是 {ours}，上级《{above}》是 {theirs}，计时方法不同，无法比较；请用同样的写法。",
            "{name}: {ours} here and {theirs} in “{above}” above cannot be compared; write them the same way.",
        ).fill(**values)
    kind = key(code).kind
    parts = kind.difference(ours, theirs, key(code).stricter)
    if parts is not None:
        return Words(
            "{name}：与上级《{above}》相比，{parts}，不能{way}。",
            "{name}: compared with “{above}” above, {parts}; it may not be {way}.",
        ).fill(**values, parts=parts, way=_WAYS[key(code).stricter])
    return Words(
        "{name}：本规则是 {ours}，上级《{above}》是 {theirs}，不能{way}。",
        "{name}: {ours} here, {theirs} in “{above}” above; it may not be {way}.",
    ).fill(**values, way=_WAYS[key(code).stricter])


def _name(code: str, choice: str | None) -> Words:
    declared = key(code)
    if choice is None or not isinstance(declared.kind, Table):
        return declared.title
    line = declared.kind.name(choice)
    return Words(f"{declared.title.zh}（{line.zh}）", f"{declared.title.en} ({line.en})")


def _said(code: str, stored: Any) -> Words:
    kind = key(code).kind
    return kind.of.say(stored) if isinstance(kind, Table) else kind.say(stored)
