"""Whether a zone stays within what its rule allows: its kind, how wide, how long. Sentences where it does not."""

import datetime as dt
from collections.abc import Iterable

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes

from .queries.zones import zone_kind
from .zone_kinds import WIDTHS, ZoneKind

DAY = dt.timedelta(days=1)
NO_KIND = Words("现在的规则里没有这种区域。", "The rules in force know no such kind of zone.")
EXCEPTION = Words(
    "确有需要，请有权机关先在规则里签发例外。",
    "If it is needed, let the entitled authority sign an exception to the rule first.",
)


def kind_or_refuse(code: str, area: str) -> tuple[ZoneKind, Words]:
    """A kind in force at a place with the title of its rule. Raises Refused when there is none."""
    found = zone_kind(code, area)
    if found is None:
        raise Refused(NO_KIND, {"kind": NO_KIND})
    return found


def too_wide(kind: ZoneKind, places: Iterable[str]) -> Words | None:
    """The sentence when one of the places is wider than the rule allows."""
    if kind.widest is None:
        return None
    most = WIDTHS.index(kind.widest)
    wide = [code for code in places if WIDTHS.index(codes.grade(code)) > most]
    if not wide:
        return None
    from huying.places.models import GRADE_WORDS

    return Words(
        "规则只允许{kind}划到{widest}，这里有 {n} 处更大。{then}",
        "The rule lets a {kind} consist of places no wider than a {widest}; {n} here are wider. {then}",
    ).fill(kind=kind.title, widest=GRADE_WORDS[kind.widest], n=len(wide), then=EXCEPTION)


def too_long(kind: ZoneKind, start: dt.datetime, until: dt.datetime) -> Words | None:
    """The sentence when the expected end lies further from the start of the clock than the rule allows."""
    if kind.longest_days is None:
        return None
    days = (until - start) / DAY
    if days <= kind.longest_days:
        return None
    return Words(
        "规则允许{kind}最长 {most} 天，这里是 {days} 天。{then}",
        "The rule lets a {kind} last {most} days at most; this would be {days}. {then}",
    ).fill(
        kind=kind.title, most=kind.longest_days, days=f"{days:.1f}".rstrip("0").rstrip("."), then=EXCEPTION
    )


def check_period(kind: ZoneKind, start: dt.datetime, until: dt.datetime) -> None:
    """Raise Refused unless the expected end lies ahead and within what the rule allows."""
    if until <= now():
        words = Words("预计日期要在将来。", "The expected end must lie ahead.")
        raise Refused(words, {"expected_until": words})
    if words_long := too_long(kind, start, until):
        raise Refused(words_long, {"expected_until": words_long})


def check_places(kind: ZoneKind, places: Iterable[str]) -> None:
    """Raise Refused when a place is wider than the rule allows."""
    if words := too_wide(kind, places):
        raise Refused(words, {"places": words})
