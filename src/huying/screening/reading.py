"""Which categories a person comes into by where they were and what is known of them. Pure: no database, no clock."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from huying.kernel.words import Words
from huying.places import codes

from .lookback import ANYWHERE, MARKS, Entry, LookBack, bare, entry_of

# A stay longer than this is read for its level on its last days only; no rule looks back further.
DAYS_READ = 400


class Stay(NamedTuple):
    """Where somebody was: an area code when it is known, the place as it was told, both days inclusive.

    `left` is None while they are still there.
    """

    area: str
    text: str
    came: dt.date
    left: dt.date | None

    @property
    def place(self) -> str:
        """The code when there is one, else the text."""
        return self.area or self.text


class RiskLevels(Protocol):
    """What is known of risk areas. A level is high, medium, low or key; a place a code or a text."""

    def level_of(self, place: str, day: dt.date) -> str | None:
        """The level of the area a place lies in; None where there is none."""
        ...

    def level_inside(self, area: str, day: dt.date) -> str | None:
        """The highest level of any risk area inside an area; None when there is none."""
        ...


class NoRisk:
    """No risk areas at all."""

    def level_of(self, place: str, day: dt.date) -> str | None:
        return None

    def level_inside(self, area: str, day: dt.date) -> str | None:
        return None


class Whose(NamedTuple):
    """The rule set a rule stands in: its code, title, authority, and how long it is in force."""

    code: str
    title: Words
    authority: Words
    until: dt.datetime | None


class Rule(NamedTuple):
    """A look-back rule with the precedence of its category (lower counts first) and whose it is."""

    said: LookBack
    precedence: int
    whose: Whose | None = None


class Because(NamedTuple):
    """One reason: the rule, the category, the stay or the mark that met it.

    `since` is the first day that counted, `until` the last day on which it still holds without another stay (None
    when no window closes it). `sure` is false when only a closer look can tell: the place was told too coarsely.
    """

    rule: LookBack
    category: str
    precedence: int
    stay: Stay | None
    mark: str
    place: Words
    since: dt.date
    until: dt.date | None
    sure: bool
    whose: Whose | None

    @property
    def words(self) -> Words:
        """Why, in one sentence."""
        said = self.rule.words()
        if self.stay is None:
            mark = MARKS[self.mark]
            return Words(f"{mark.zh}：{said.zh}", f"{mark.en}: {said.en}")
        left = self.stay.left
        days = Words(
            f"{self.stay.came:%m-%d}至{f'{left:%m-%d}' if left else '今'}",
            f"{self.stay.came:%m-%d} to {f'{left:%m-%d}' if left else 'now'}",
        )
        doubt = Words("", "") if self.sure else Words("，地点还要问清", "; ask where exactly")
        return Words(
            f"{days.zh}在{self.stay.text or self.place.zh}{doubt.zh}：{said.zh}",
            f"{days.en} in {self.stay.text or self.place.en}{doubt.en}: {said.en}",
        )


def categories_for(
    stays: Sequence[Stay],
    marks: Collection[str],
    rules: Sequence[Rule],
    risk: RiskLevels,
    on: dt.date,
    arrived: dt.date | None = None,
) -> list[Because]:
    """Every rule a person meets on a day, the one that counts first first; at most one reason a rule.

    The order: what is sure, then the precedence of the category, then what holds longest, then the code. Without
    `arrived` the person came when they left the last place, or comes on the day itself.
    """
    came = arrived or max((stay.left for stay in stays if stay.left), default=on)
    found = [
        because
        for rule in rules
        if _arrived_fits(rule.said, came, on) and (because := _best(rule, stays, marks, risk, on))
    ]
    return sorted(found, key=_counts_first)


def _counts_first(one: Because) -> tuple[bool, int, dt.date, str]:
    lasts = one.until or dt.date.max
    return not one.sure, one.precedence, dt.date.min + (dt.date.max - lasts), one.rule.code


def _arrived_fits(rule: LookBack, came: dt.date, on: dt.date) -> bool:
    here = max(0, (on - came).days)
    return (
        (rule.arrived_from is None or came >= rule.arrived_from)
        and (rule.arrived_until is None or came <= rule.arrived_until)
        and (rule.here_days_min is None or here >= rule.here_days_min)
        and (rule.here_days_below is None or here < rule.here_days_below)
    )


def _best(
    rule: Rule, stays: Sequence[Stay], marks: Collection[str], risk: RiskLevels, on: dt.date
) -> Because | None:
    said = rule.said
    mark = next((one for one in said.marks if one in marks), "")
    if said.marks and not mark:
        return None
    if not said.places:
        return Because(
            said, said.category, rule.precedence, None, mark, MARKS[mark], on, None, True, rule.whose
        )
    met = [one for stay in stays for one in _met(rule, stay, mark, risk, on)]
    # The sure one, then the one that holds longest, then the one that began first.
    return min(met, key=lambda one: (*_counts_first(one), one.since, _told(one.stay)), default=None)


def _told(stay: Stay | None) -> tuple[str, str, dt.date, dt.date]:
    return (
        (stay.area, stay.text, stay.came, stay.left or dt.date.max)
        if stay
        else ("", "", dt.date.max, dt.date.max)
    )


def _met(rule: Rule, stay: Stay, mark: str, risk: RiskLevels, on: dt.date) -> Iterator[Because]:
    said = rule.said
    days = _days(said, stay, on)
    if days is None:
        return
    first, last = days
    asked = _days_read(said, first, last, on)
    if any(_meets(entry_of(p), stay, risk, asked) == _SURE for p in said.except_places):
        return
    window = said.window_days
    until = stay.left + dt.timedelta(days=window - 1) if window and stay.left else None
    for place in said.places:
        entry = entry_of(place)
        met = _meets(entry, stay, risk, asked)
        if met != _NOT:
            yield Because(
                said,
                said.category,
                rule.precedence,
                stay,
                mark,
                entry.words,
                first,
                until,
                met == _SURE,
                rule.whose,
            )


def _days(rule: LookBack, stay: Stay, on: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first and last day of the stay that count on a day; None when none does."""
    first, last = stay.came, min(stay.left or on, on)
    if rule.since:
        first = max(first, rule.since)
    if rule.until:
        last = min(last, rule.until)
    if rule.window_days:
        first = max(first, on - dt.timedelta(days=rule.window_days - 1))
    return (first, last) if first <= last else None


def _days_read(rule: LookBack, first: dt.date, last: dt.date, on: dt.date) -> list[dt.date]:
    if not rule.risk_then:
        return [on]
    count = min((last - first).days, DAYS_READ)
    return [last - dt.timedelta(days=back) for back in range(count + 1)]


_NOT, _MAYBE, _SURE = 0, 1, 2


def _meets(entry: Entry, stay: Stay, risk: RiskLevels, days: Sequence[dt.date]) -> int:
    if entry.level:
        return max(_risky(entry, stay, risk, day) for day in days)
    if entry.name == ANYWHERE:
        return _SURE
    if entry.code and stay.area:
        if codes.covers(entry.code, stay.area):
            return _SURE
        return _MAYBE if codes.covers(stay.area, entry.code) else _NOT
    return _named(entry.name, stay.text)


def _named(ruled: str, told: str) -> int:
    """Whether a told place lies in a ruled one by their whole names, from the province down."""
    if not ruled or not told:
        return _NOT
    ours, theirs = bare(told), bare(ruled)
    if len(ours) < 2 or not theirs:
        return _NOT
    if ours.startswith(theirs):
        return _SURE
    return _MAYBE if theirs.startswith(ours) or (len(ours) > 2 and ours in theirs) else _NOT


def _risky(entry: Entry, stay: Stay, risk: RiskLevels, day: dt.date) -> int:
    levels = {"any": ("high", "medium")}.get(entry.level, (entry.level,))
    if risk.level_of(stay.place, day) in levels:
        return _SURE
    if not stay.area:
        return _NOT
    # Told to a whole city only: somewhere in it there may be such an area.
    coarse = risk.level_inside(stay.area, day)
    if entry.around:
        # Of those cities that have streets but no districts the city itself is meant.
        step = {"city": codes.at(stay.area, "city"), "district": codes.at(stay.area, "district") or codes.at(stay.area, "city"), "street": codes.at(stay.area, "street")}[entry.around]  # fmt: skip
        if step:
            return _SURE if risk.level_inside(step, day) in levels else _NOT
    return _MAYBE if coarse in levels else _NOT
