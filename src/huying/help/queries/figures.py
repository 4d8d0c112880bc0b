"""Live figures: how many came in, which way they went, how fast people heard, and whether the list adds up."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from huying.help.models import HelpRequest
from huying.help.rules import SMALL_COUNT
from huying.matters.queries import Balance, balance
from huying.places import codes, scope
from huying.rulebook.queries import reader

KIND = "help.request"
_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_MEDIANS = """
SELECT street, count(*), count(first_answer_at),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_answer_at - received_at))
FROM help_helprequest
WHERE area BETWEEN %s AND %s AND received_at >= %s
GROUP BY ROLLUP (street)
"""


@dataclass(frozen=True, slots=True)
class Street:
    """One street: how many came in, how many callers heard something, and how long half of them waited at most."""

    area: str
    received: int | None
    answered: int | None
    median: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an area since a moment; None stands for a count too small to publish.

    `received` counts messages, `people_helped` people; `in_hand` are open ones, of which some are in
    liaison and some are answered and wait for the caller's word (`waiting_word`).
    """

    received: int | None
    requests: int | None
    offers: int | None
    enquiries: int | None
    screened: int | None
    direct: int | None
    referred: int | None
    external: int | None
    answered: int | None
    solved: int | None
    matched: int | None
    unsolvable: int | None
    withdrawn: int | None
    merged: int | None
    in_hand: int | None
    in_liaison: int | None
    waiting_word: int | None
    reopened: int | None
    people_helped: int | None
    thanked: int | None
    median: dt.timedelta | None
    streets: list[Street]
    balance: Balance
    # Whether the sum of the list may be published as it is.
    openly: bool = True


def _counts() -> dict[str, Any]:
    ended = Q(closed_at__isnull=False)
    counted: dict[str, Q] = {
        "requests": Q(kind="request"),
        "offers": Q(kind="offer"),
        "enquiries": Q(kind="enquiry"),
        "screened": Q(screened_at__isnull=False),
        "direct": Q(handling="direct"),
        "referred": Q(handling="refer"),
        "external": Q(handling="external"),
        **{outcome: ended & Q(outcome=outcome) for outcome in ("answered", "solved", "matched")},
        **{outcome: Q(outcome=outcome) for outcome in ("unsolvable", "withdrawn")},
        # What only repeats another one, merged by a screener or told so by its caller.
        "merged": Q(outcome="merged") | Q(closed_at=None, follows__isnull=False),
        "in_hand": Q(closed_at=None),
        "in_liaison": Q(matter__state="liaison"),
        "waiting_word": Q(matter__state="answered"),
        "reopened": Q(matter__facts__reopened__gte=1),
        "thanked": ~Q(thanks=""),
    }
    return {name: Count("pk", filter=condition) for name, condition in counted.items()}


def figures(area: str, since: dt.datetime | None = None) -> Figures:
    """The figures of an area of the present scope, over what came in since a moment."""
    start = since or _EVER
    rows = scope.within(HelpRequest.objects.filter(received_at__gte=start), area)
    helped = Sum("people_helped", filter=Q(closed_at__isnull=False), default=0)
    found = rows.aggregate(received=Count("pk"), people_helped=helped, **_counts())
    median, streets = _medians(area, start)
    return Figures(
        **found,
        median=median,
        streets=streets,
        balance=balance(area=area, kind=KIND, since=since),
    )


def _medians(area: str, start: dt.datetime) -> tuple[dt.timedelta | None, list[Street]]:
    low, high = codes.span(area)
    with connection.cursor() as cursor:
        cursor.execute(_MEDIANS, [low, high, start])
        rows = cursor.fetchall()
    whole: dt.timedelta | None = None
    streets = []
    for street, received, answered, seconds in rows:
        middle = dt.timedelta(seconds=float(seconds)) if seconds is not None else None
        if street is None:
            whole = middle
        elif street:
            streets.append(Street(street, received, answered, middle))
    return whole, sorted(streets, key=lambda one: one.area)


def public_figures(area: str, since: dt.datetime | None = None) -> Figures:
    """Totals for everybody. Counts under the rule's smallest are None, and so is what would give them away.

    A hidden end state is added to `other` in the balance, so that it still adds up.
    """
    with transaction.atomic(), scope.everything("public figures"):
        whole = figures(area, since)
        least = reader().count(SMALL_COUNT.code, area)
    streets = _streets_public(whole.streets, least)
    seen: dict[str, Any] = {
        name: _seen(getattr(whole, name), least) for name in ("received", "people_helped", *_counts())
    }
    seen |= {"streets": streets, "balance": _balance_public(whole.balance, least)}
    seen["openly"] = _adds_up_openly(whole, least)
    return replace(whole, **seen)


def _seen(count: int, least: int) -> int | None:
    return count if count == 0 or count >= least else None


def _street_public(one: Street, least: int) -> Street:
    if not one.received or one.received < least or (one.answered or 0) < least:
        return replace(one, received=_seen(one.received or 0, least), answered=None, median=None)
    return one


def _streets_public(streets: list[Street], least: int) -> list[Street]:
    """Small streets hidden; never one alone, for the total less the others would tell it."""
    shown = [_street_public(one, least) for one in streets]
    hidden = [one for one in shown if one.received is None]
    if len(hidden) == 1:
        smallest = min(
            (one for one in shown if one.received), key=lambda one: one.received or 0, default=None
        )
        if smallest is not None:
            mute = replace(smallest, received=None, answered=None, median=None)
            shown[shown.index(smallest)] = mute
    return shown


def _balance_public(whole: Balance, least: int) -> Balance:
    """Small end states under one name, together with the next smallest until the name stands for enough."""
    ended = {state: count for state, count in whole.ended.items() if count >= least}
    other = sum(whole.ended.values()) - sum(ended.values())
    while 0 < other < least and ended:
        smallest = min(ended, key=lambda state: (ended[state], state))
        other += ended.pop(smallest)
    return replace(whole, ended=_frozen(ended | ({"other": other} if other else {})))


def _adds_up_openly(whole: Figures, least: int) -> bool:
    """Whether the sum itself may be shown: neither the whole nor what is open is a small count."""
    numbers = (whole.balance.received, whole.balance.open, sum(whole.balance.ended.values()))
    return all(_seen(number, least) is not None for number in numbers)


def _frozen(counts: dict[str, int]) -> Mapping[str, int]:
    return dict(sorted(counts.items()))
