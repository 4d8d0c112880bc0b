"""What a screener needs beside a message: the ones alike, the way it would go and why, the units there are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.help import terms
from huying.help.models import Category, HelpRequest
from huying.help.rules import ROUTING
from huying.kernel.words import Words
from huying.people.models import Unit
from huying.rulebook.queries import reader

from .intake import Way, route_for
from .requests import screening_queue

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL = Words("“{category}”通常这样办。", "The usual way for “{category}”.")
BY_RULE = Words("现行规则《{rules}》这样定。", "The rules in force say so: {rules}.")


def way_and_why(category: Category, area: str) -> tuple[Way, Words]:
    """The way messages of a category go in an area now, and where that is written."""
    why = reader().why(ROUTING.code, area, category.code)
    if why.value.handling == "usual":
        return route_for(category, area), Words(
            USUAL.zh.format(category=category.zh), USUAL.en.format(category=category.en)
        )
    return route_for(category, area), Words(
        BY_RULE.zh.format(rules=why.title.zh), BY_RULE.en.format(rules=why.title.en)
    )


def _keys(row: HelpRequest) -> list[tuple[str, object]]:
    """What two messages about the same thing have in common: the words, the phone, the door."""
    hashes = ((name, getattr(row, name)) for name in ("text_hash", "phone_hash", "address_hash"))
    return [(name, bytes(value)) for name, value in hashes if value]


def _alike(rows: "Iterable[HelpRequest]") -> Q:
    wanted: dict[str, list[object]] = defaultdict(list)
    for row in rows:
        for name, value in _keys(row):
            wanted[name].append(value)
    either = Q(pk__in=[])
    for name, values in wanted.items():
        either |= Q(**{f"{name}__in": values})
    return either


def alike_counts(area: str, rows: Sequence[HelpRequest]) -> dict[int, int]:
    """How many other messages in the queue say the same, or come from the same phone or door; one query for all."""
    if not rows:
        return {}
    waiting = screening_queue(area).select_related(None).order_by().filter(_alike(rows))
    holders: dict[tuple[str, object], set[int]] = defaultdict(set)
    for other in waiting.only("pk", "text_hash", "phone_hash", "address_hash"):
        for key in _keys(other):
            holders[key].add(other.pk)
    return {row.pk: len(set().union(*(holders[key] for key in _keys(row))) - {row.pk}) for row in rows}


def why_alike(one: HelpRequest, other: HelpRequest) -> str:
    """The reason to merge two messages: the code of `terms.MERGE_REASONS`."""
    if one.pk == other.follows_id or other.pk == one.follows_id:
        return "caller_said"
    shared = {name for name, value in _keys(one) if (name, value) in _keys(other)}
    if "text_hash" in shared:
        return "same_text"
    return "same_household" if shared else "same_matter"


def next_waiting(area: str, after: HelpRequest | None = None) -> HelpRequest | None:
    """The message to screen after one, and from the last back to the first."""
    queue = screening_queue(area)
    if after is None:
        return queue.first()
    later = Q(attend_by__gt=after.attend_by) | Q(attend_by=after.attend_by, pk__gt=after.pk)
    return queue.filter(later).first() or queue.exclude(pk=after.pk).first()


# The departments the first categories name, where nobody has entered them as offices yet.
DEPARTMENTS: terms.Terms = {
    "department:education": Words("教育部门", "Education"),
    "department:control_office": Words("防控办", "Control office"),
    "department:utilities": Words("水电气暖单位", "Utilities"),
    "department:economy": Words("经信部门", "Economy"),
    "department:commerce": Words("商务部门", "Commerce"),
    "department:labour": Words("人社部门", "Labour"),
}


def unit_choices() -> list[tuple[str, Words]]:
    """The units a message may be referred to: the ladder, the special desks and every department that is known."""
    found = dict(terms.UNITS)
    for unit in Unit.objects.filter(code__startswith="department:").order_by("code", "area"):
        found.setdefault(unit.code, unit.title)
    for code in Category.objects.filter(active=True).exclude(unit="").values_list("unit", flat=True):
        plain = code.removeprefix("department:")
        found.setdefault(code, DEPARTMENTS.get(code, Words(plain, plain)))
    return list(found.items())


def alike_groups(area: str, *, most: int = 50) -> list[tuple[HelpRequest, int]]:
    """Open requests of the queue that have others alike, each group once, the largest first.

    Looks at the first 2,000 of the queue: beyond that the emerging topics say more than pairs do.
    """
    rows = list(screening_queue(area)[:2000])
    groups: dict[tuple[str, object], list[HelpRequest]] = defaultdict(list)
    for row in rows:
        for key in _keys(row):
            groups[key].append(row)
    found: dict[int, tuple[HelpRequest, int]] = {}
    seen: set[int] = set()
    for group in sorted(groups.values(), key=len, reverse=True):
        if len(group) < 2 or any(row.pk in seen for row in group):
            continue
        seen |= {row.pk for row in group}
        found[group[0].pk] = (group[0], len(group))
    return list(found.values())[:most]
