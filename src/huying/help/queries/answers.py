"""Reading cards as a list to search, and the answers a new card can be made from."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help.models import HelpRequest, SolutionCard
from huying.people.seats import Seat
from huying.places import scope
from huying.places.codes import covers

from .cards import cards_valid

SETTLED = ("answered", "solved", "matched")
LOOKED_AT = 2_000


def cards_found(area: str, text: str, category: str) -> "QuerySet[SolutionCard]":
    """The cards everybody may read today: those true at a place, or without one those of every place."""
    day = localdate(now())
    if area:
        found = cards_valid(area)
    else:
        lasting = Q(valid_until=None) | Q(valid_until__gte=day)
        found = SolutionCard.objects.filter(lasting, state="published", valid_from__lte=day)
    if category:
        found = found.filter(Q(category=category) | Q(category__parent=category))
    for word in text.split()[:6]:
        either = Q(zh_title__icontains=word) | Q(zh_body__icontains=word)
        found = found.filter(either | Q(en_title__icontains=word) | Q(en_body__icontains=word))
    return found.select_related("category").order_by("category__place", "code")


def cards_kept(seat: Seat) -> "QuerySet[SolutionCard]":
    """Every card of the seat's area, drafts and withdrawn ones too, those to publish first."""
    rows = scope.within(SolutionCard.objects.all(), seat.area)
    return rows.select_related("category").order_by("state", "valid_until", "code")


def card_kept(seat: Seat, code: str) -> SolutionCard:
    """One card of the seat's area in any state. Raises NotYours."""
    found = SolutionCard.objects.select_related("category").filter(code=code).first()
    if found is None or not covers(seat.area, found.area):
        raise NotYours(code)
    return found


@dataclass(frozen=True, slots=True)
class Settled:
    """Settled requests of one category with an answer: what a card can be made from."""

    category: str
    rows: list[HelpRequest]


def settled_alike(seat: Seat, category: str = "") -> list[Settled]:
    """The newest settled requests with an answer, by category, the largest group first."""
    rows = HelpRequest.objects.filter(outcome__in=SETTLED, closed_at__isnull=False).exclude(answer="")
    rows = scope.within(rows, seat.area).select_related("category", "matter").order_by("-closed_at")
    if category:
        rows = rows.filter(category=category)
    groups: dict[str, list[HelpRequest]] = defaultdict(list)
    for row in rows[:LOOKED_AT]:
        groups[row.category_id].append(row)
    found = [Settled(code, group) for code, group in groups.items()]
    return sorted(found, key=lambda group: -len(group.rows))
