"""Whether a zone stays within what its rule allows: its kind, how wide, how long. Sentences where it does not."""

import datetime as dt
from collections.abc import Iterable, Sequence

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes
from huying.rulebook.limits import CLOSURES, MOVEMENT, MOVES
from huying.rulebook.queries import reader

from . import place_rules as rules
from .queries.precision import precision_of
from .queries.zones import zone_kind
from .zone_kinds import WIDTHS, ZoneKind

DAY = dt.timedelta(days=1)
NO_KIND = Words("现在的规则里没有这种区域。", "The rules in force know no such kind of zone.")
EXCEPTION = Words(
    "确有需要，请有权机关先在规则里签发例外。",
    "If it is needed, let the entitled authority sign an exception to the rule first.",
)

LARGER = Words(
    "有 {rest} 处没有登记在管的感染者或接触者，只划有的 {grounded} 处可以少限制 {less} 人。请缩小，或写明为什么不能。",
    "{rest} places hold nobody known; a zone of the other {grounded} would restrict {less} people fewer. Make it smaller, or"
    " say why that would not do.",
)
MOVED = Words(
    "《{title}》（{authority}）对这样的地区只允许到“{allowed}”，{kind}更严，不能划。",
    "“{title}” ({authority}) allows no more than “{allowed}” in such an area; a {kind} is stricter.",
)
CLOSED = Words(
    "《{title}》（{authority}）不允许在这样的地区关停：{named}。",
    "“{title}” ({authority}) does not let these be closed in such an area: {named}.",
)


def kind_or_refuse(code: str, area: str) -> tuple[ZoneKind, Words]:
    """A kind in force at a place with the title of its rule. Raises Refused when there is none."""
    found = zone_kind(code, area)
    if found is None:
        raise Refused(NO_KIND, {"kind": NO_KIND})
    return found


def check_burden(kind: ZoneKind, area: str) -> None:
    """Raise Refused when it keeps people in, or closes places, beyond what a rule in force allows at its risk.

    Shipped values are no law: only what an authority has laid down is looked at.
    """
    if kind.risk is None:
        return
    book = reader()
    movement = book.why(MOVEMENT.code, area, kind.risk)
    if movement.law and kind.past_movement(movement.value):
        words = MOVED.fill(
            kind=kind.title, allowed=dict(MOVES)[movement.value], title=movement.title,
            authority=movement.authority,
        )  # fmt: skip
        raise Refused(words, {"kind": words})
    closures = book.why(CLOSURES.code, area, kind.risk)
    beyond = kind.past_closures(closures.value) if closures.law else []
    if beyond:
        named = Words("、".join(one.zh for one in beyond), ", ".join(one.en for one in beyond))
        words = CLOSED.fill(named=named, title=closures.title, authority=closures.authority)
        raise Refused(words, {"kind": words})


def check_precision(kind: ZoneKind, places: Sequence[str], area: str, why: str) -> None:
    """Raise Refused when it keeps people in, a smaller zone would hold everybody known, and nobody says why it is larger.

    Of several measures that would do, the one that burdens people least is taken.
    """
    if why.strip() or kind.leaving == "free":
        return
    found = precision_of(places)
    if found.smaller and found.share > reader().share(rules.PRECISION.code, area):
        words = LARGER.fill(
            rest=len(found.rest), grounded=len(found.grounded), less=found.people - found.fewer
        )
        raise Refused(words, {"why_larger": words})


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
