"""Rules in plain words, as pages and programs show them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from huying.base import clock
from huying.base.spans import day_words, moment_words
from huying.kernel.words import Words
from huying.places import codes, scope
from huying.places.queries import area_names

from . import queries
from .keys import Key, Table, key, keys
from .models import STATUSES, RuleSet
from .reader import Because, Reader, RuleMissing, line_of
from .values import OTHERS

EVERYWHERE = Words("全部地区", "everywhere")
TONES = {"draft": "idle", "published": "good", "withdrawn": "idle"}
COMING = Words("将生效", "coming")
OVER = Words("已到期", "over")


def place_names(areas: Iterable[str]) -> dict[str, Words]:
    """The names of areas by code."""
    wanted = set(areas)
    names = area_names(wanted - {codes.ALL})
    return {area: EVERYWHERE if area == codes.ALL else names.get(area, Words(area, area)) for area in wanted}


class Line(NamedTuple):
    """One line of a rule: its name, what the set says, what would hold without it, and from where."""

    name: Words
    ours: Words | None
    theirs: Words | None
    above: Words | None
    differs: bool


@dataclass(frozen=True)
class Rule:
    """One rule of a set in words. `wrong` says why it keeps the set from publication."""

    key: Key
    lines: list[Line]
    wrong: Words | None = None
    until: dt.datetime | None = None
    excepted: bool = False


@dataclass(frozen=True)
class Shown:
    """A rule set as a line of a list."""

    row: RuleSet
    place: Words
    state: Words
    tone: str
    rules: int

    @property
    def period(self) -> Words:
        """From when until when, whole days as days."""
        if self.row.valid_until is None:
            return Words("{a} 起，长期", "from {a} on").fill(a=first_words(self.row.valid_from))
        return Words("{a} – {b}", "{a} – {b}").fill(
            a=first_words(self.row.valid_from), b=last_words(self.row.valid_until)
        )


def first_words(moment: dt.datetime) -> Words:
    """When something starts: the day alone when it starts with the day."""
    local = timezone.localtime(moment)
    if local.time() == dt.time(0):
        return day_words(local.date(), timezone.localtime(clock.now()).date())
    return moment_words(local, clock.now())


def last_words(moment: dt.datetime) -> Words:
    """When something ends: its last day when it ends with a day."""
    local = timezone.localtime(moment)
    if local.time() == dt.time(0):
        return day_words(local.date() - dt.timedelta(days=1), timezone.localtime(clock.now()).date())
    return moment_words(local, clock.now())


def state_of(row: RuleSet, at: dt.datetime) -> tuple[Words, str]:
    """What a set is just now, in words, and its tone."""
    if row.status == "published":
        if row.valid_from > at:
            return COMING, "info"
        if row.valid_until is not None and row.valid_until <= at:
            return OVER, "idle"
    return STATUSES[row.status], TONES[row.status]


def shown(rows: Iterable[RuleSet]) -> list[Shown]:
    """Rule sets as lines of a list."""
    found, at = list(rows), clock.now()
    names = place_names(row.area for row in found)
    return [Shown(row, names[row.area], *state_of(row, at), rules=len(row.document)) for row in found]


def sets_about(area: str) -> list[RuleSet]:
    """Rule sets inside an area and those that hold there from above, newest first."""
    return list(scope.within(RuleSet.objects.select_related("response", "parent"), area, above=True))


class Coming(NamedTuple):
    """Something that starts or ends by itself."""

    at: dt.datetime
    day: Words
    what: Words
    row: RuleSet


def coming(rows: Iterable[RuleSet], at: dt.datetime) -> list[Coming]:
    """What changes next by itself, soonest first."""
    found: list[Coming] = []
    for row in rows:
        if row.status != "published":
            continue
        if row.valid_from > at:
            found.append(
                Coming(row.valid_from, first_words(row.valid_from), Words("生效", "comes into force"), row)
            )
        if row.valid_until and row.valid_until > at:
            found.append(
                Coming(row.valid_until, last_words(row.valid_until), Words("最后一天", "last day"), row)
            )
        for code, text in row.ended_keys.items():
            if (end := dt.datetime.fromisoformat(text)) > at:
                name = key(code).title
                found.append(
                    Coming(end, first_words(end), Words(f"“{name.zh}”停止", f"“{name.en}” ends"), row)
                )
    return sorted(found, key=lambda one: one.at)


def rules_of(row: RuleSet, wrong: Mapping[str, Words]) -> list[Rule]:
    """Each rule of a set beside what would hold without the set."""
    own, around = queries.source_of(row), without(row)
    return [
        Rule(
            key=key(code),
            lines=_lines(around, row.area, code, stored),
            wrong=wrong.get(code),
            until=own.lasts.get(code),
            excepted=code in own.excepted,
        )
        for code, stored in sorted(row.document.items())
        if code in keys()
    ]


def without(row: RuleSet) -> Reader:
    """The rules as they would be without a set, now or when it starts."""
    now = clock.now()
    holds = row.valid_from < now and (row.valid_until is None or now < row.valid_until)
    at = now if holds else row.valid_from
    versions = set(RuleSet.objects.filter(slug=row.slug).values_list("id", flat=True))
    return Reader(
        [source for source in queries.sources() if source.id not in versions or source.id is None], at
    )


def held_by_choice(reader: Reader, area: str, code: str) -> dict[str | None, Words]:
    """What holds for a key at a place, by choice; under None for a rule that is no table."""
    choices = _choices(reader, code, area) if isinstance(key(code).kind, Table) else [None]
    found: dict[str | None, Words] = {}
    for choice in choices:
        with suppress(RuleMissing):
            found[choice] = reader.why(code, area, choice).words
    return found


def _lines(around: Reader, area: str, code: str, stored: Any) -> list[Line]:
    kind = key(code).kind
    if not isinstance(kind, Table):
        return [_line(around, area, code, None, Words("", ""), stored)]
    choices = list(stored)
    if OTHERS in stored and kind.options is not None:
        choices += [choice for choice, _ in kind.options if choice not in stored]
    return [
        _line(around, area, code, choice, kind.name(choice), line_of(kind, stored, choice))
        for choice in choices
    ]


def _line(around: Reader, area: str, code: str, choice: str | None, name: Words, ours: Any) -> Line:
    said = _say(code, ours)
    try:
        why = around.why(code, area, choice)
    except RuleMissing:
        return Line(name, said, None, None, True)
    return Line(name, said, why.words, why.title, why.words != said)


def _say(code: str, stored: Any) -> Words:
    kind = key(code).kind
    return kind.of.say(stored) if isinstance(kind, Table) else kind.say(stored)


class Held(NamedTuple):
    """What holds for one key at a place, line by line with its source."""

    key: Key
    lines: list[tuple[Words, Because]]


def held_at(reader: Reader, area: str, wanted: Iterable[str] | None = None) -> list[Held]:
    """Every rule in force at a place, in words, with why."""
    found = []
    for code in wanted if wanted is not None else keys():
        kind = key(code).kind
        choices: list[str | None] = [None]
        if isinstance(kind, Table):
            choices = [*_choices(reader, code, area)]
        lines = []
        for choice in choices:
            try:
                why = reader.why(code, area, choice)
            except RuleMissing:
                continue
            name = kind.name(choice) if isinstance(kind, Table) and choice is not None else Words("", "")
            lines.append((name, why))
        if lines:
            found.append(Held(key(code), lines))
    return found


def _choices(reader: Reader, code: str, area: str) -> list[str]:
    try:
        return list(reader.table(code, area))
    except RuleMissing:
        return []


class Difference(NamedTuple):
    """One line that is not the same in two versions."""

    name: Words
    before: Words | None
    after: Words | None


def differences(before: RuleSet, after: RuleSet) -> list[Difference]:
    """What changed from one version to the next, rule by rule and line by line."""
    heads: list[tuple[Words, Any, Any]] = [
        (Words("名称", "name"), before.title, after.title),
        (Words("发布机关", "authority"), before.issuer, after.issuer),
        (Words("从", "from"), _day(before.valid_from), _day(after.valid_from)),
        (Words("到", "until"), _day(before.valid_until), _day(after.valid_until)),
    ]
    found = [Difference(name, one, two) for name, one, two in heads if one != two]
    for code in sorted({*before.document, *after.document} & keys().keys()):
        found += _differing(code, before.document.get(code), after.document.get(code))
    return found


def _day(moment: dt.datetime | None) -> Words | None:
    if moment is None:
        return None
    text = f"{moment:%Y-%m-%d %H:%M} UTC"
    return Words(text, text)


def _differing(code: str, before: Any, after: Any) -> list[Difference]:
    if before == after:
        return []
    declared = key(code)
    one = {} if before is None else {mark: (name, said) for mark, name, said in declared.kind.pieces(before)}
    two = {} if after is None else {mark: (name, said) for mark, name, said in declared.kind.pieces(after)}
    found = []
    for mark in {**one, **two}:
        old, new = one.get(mark), two.get(mark)
        if old == new:
            continue
        line = (new or old or (Words("", ""),))[0]
        name = (
            Words(f"{declared.title.zh}（{line.zh}）", f"{declared.title.en} ({line.en})")
            if line.zh
            else declared.title
        )
        found.append(Difference(name, old[1] if old else None, new[1] if new else None))
    return found
