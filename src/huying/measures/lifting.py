"""When a zone can be lifted: each condition of its rule, fulfilled or not yet, with the day. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from huying.base.spans import moment_words
from huying.kernel.words import Words

from .zone_kinds import Lift

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What is known of close contacts in the zone: the day of the last exposure, None when there are none."""

    last_exposure: dt.date | None
    negative: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """One whole round: the day it was done, how many of how many, how many positive."""

    on: dt.date
    tested: int
    expected: int
    positive: int

    @property
    def whole(self) -> bool:
        """Whether everybody there was tested."""
        return self.tested >= self.expected


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what it asks, whether it holds, from when it holds or can hold, and why not yet."""

    code: str
    asks: Words
    holds: bool
    since: dt.datetime | None
    why: Words


@dataclass(frozen=True, slots=True)
class Known:
    """All that the conditions look at. `others` are kinds of zone still in force in the district."""

    clock_start: dt.datetime
    zone: dt.tzinfo
    contacts: Contacts | None = None
    rounds: Sequence[Sweep] = ()
    others: frozenset[str] = frozenset()

    def midnight(self, day: dt.date) -> dt.datetime:
        """The beginning of a day where the zone lies."""
        return dt.datetime.combine(day, dt.time(), self.zone)

    @property
    def first_day(self) -> dt.date:
        """The day the clock started on, where the zone lies."""
        return self.clock_start.astimezone(self.zone).date()


def day_of(lift: Lift, known: Known, number: int) -> dt.date:
    """The calendar day of day `number` of the clock."""
    return known.first_day + DAY * (number - 1 + (lift.day_one == "next"))


def clear_from(lift: Lift, known: Known) -> dt.datetime | None:
    """The moment the clear days are complete; None when the rule asks for none."""
    if lift.clear_days is None:
        return None
    last = day_of(lift, known, lift.clear_days)
    return known.midnight(last + DAY * (lift.complete == "after"))


def conditions(lift: Lift, known: Known, at: dt.datetime) -> list[Condition]:
    """Every condition of the rule as it stands at a moment, in the order of the rule."""
    found: list[Condition] = []
    clear = clear_from(lift, known)
    if clear is not None:
        found.append(_clear(lift, clear, at))
    if lift.last_contact_days is not None:
        found.append(_contacts(lift, known, at))
    if lift.round is not None:
        found.append(_round(lift, known, at))
    if lift.without:
        left = [code for code in lift.without if code in known.others]
        found.append(
            Condition(
                "without",
                Words("本区县更高级别的区域全部解除", "All stricter zones of the district are lifted"),
                not left,
                at if not left else None,
                Words("", "") if not left else Words("还有没解除的", "Some are still in force"),
            )
        )
    return found


def _clear(lift: Lift, clear: dt.datetime, at: dt.datetime) -> Condition:
    asks = Words("连续 {n} 天没有新增感染者", "No new infection for {n} days").fill(n=lift.clear_days)
    holds = clear <= at
    why = Words("", "") if holds else _not_before(clear, at)
    return Condition("clear", asks, holds, clear, why)


def _not_before(moment: dt.datetime, at: dt.datetime) -> Words:
    return Words("最早 {when}", "Not before {when}").fill(when=moment_words(moment, at))


def _contacts(lift: Lift, known: Known, at: dt.datetime) -> Condition:
    asks = Words(
        "最后一名密接离开暴露超过 {n} 天且检测阴性", "The last close contact is over {n} days from exposure and negative"
    ).fill(n=lift.last_contact_days)  # fmt: skip
    told = known.contacts
    if told is None:
        return Condition("contacts", asks, False, None, Words("还没有登记", "Not recorded yet"))
    if told.last_exposure is None:
        return Condition("contacts", asks, True, at, Words("区内没有密接", "There are none in the zone"))
    since = known.midnight(told.last_exposure + DAY * (lift.last_contact_days or 0))
    if not told.negative:
        return Condition("contacts", asks, False, None, Words("还没有阴性结果", "No negative result yet"))
    holds = since <= at
    return Condition("contacts", asks, holds, since, Words("", "") if holds else _not_before(since, at))


def _round(lift: Lift, known: Known, at: dt.datetime) -> Condition:
    wanted = lift.round
    assert wanted is not None  # noqa: S101 - asked for by the caller
    today = at.astimezone(known.zone).date()
    earliest = known.first_day
    clear = clear_from(lift, known)
    if wanted.from_day is not None:
        earliest = max(earliest, day_of(lift, known, wanted.from_day))
    if wanted.within_days is not None:
        earliest = max(earliest, today - DAY * wanted.within_days)
    asks = Words("全区域检测一轮，全部阴性", "A round of tests of the whole zone, all negative")
    if wanted.within_days is not None:
        asks = Words(
            "解除前 {n} 天内全区域检测一轮，全部阴性",
            "A round of the whole zone within {n} days before lifting, all negative",
        ).fill(n=wanted.within_days)
    elif wanted.from_day is not None:
        asks = Words(
            "第 {n} 天起全区域检测一轮，全部阴性",
            "A round of the whole zone on day {n} or later, all negative",
        ).fill(n=wanted.from_day)
    counted = [one for one in known.rounds if earliest <= one.on <= today]
    good = [one for one in counted if one.whole and (one.positive == 0 or not wanted.all_negative)]
    if good:
        return Condition("round", asks, True, known.midnight(max(one.on for one in good)), Words("", ""))
    if counted:
        last = max(counted, key=lambda one: one.on)
        why = Words("还有 {n} 人没检测", "{n} people are not tested yet").fill(n=last.expected - last.tested)
        if last.positive:
            why = Words("这一轮有 {n} 份阳性", "{n} positive in this round").fill(n=last.positive)
        return Condition("round", asks, False, None, why)
    start = known.midnight(earliest)
    if wanted.within_days is not None and clear is not None and clear > at:
        start = max(start, clear - DAY * wanted.within_days)
    why = Words("还没做", "Not done yet") if start <= at else _not_before(start, at)
    return Condition("round", asks, False, start, why)


def ready(found: Sequence[Condition]) -> bool:
    """Whether all conditions hold; a rule without conditions never says so by itself."""
    return bool(found) and all(one.holds for one in found)


def ready_since(found: Sequence[Condition]) -> dt.datetime | None:
    """Since when all have held, None while one does not."""
    if not ready(found):
        return None
    return max((one.since for one in found if one.since is not None), default=None)
