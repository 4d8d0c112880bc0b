"""Which solution cards are true somewhere today."""

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help.models import SolutionCard
from huying.places.codes import ancestors


def cards_valid(area: str, *, category: str = "") -> "QuerySet[SolutionCard]":
    """The published cards that hold for a place today: its own and those of the areas over it."""
    today = localdate(now())
    found = SolutionCard.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today),
        state="published",
        valid_from__lte=today,
        area__in=[area, *ancestors(area)],
    )
    if category:
        found = found.filter(Q(category=category) | Q(category__parent=category))
    return found.select_related("category")


def card(code: str) -> SolutionCard:
    """A card that everybody may read. Raises NotYours for a draft, and for one that was withdrawn or has run out."""
    today = localdate(now())
    found = SolutionCard.objects.filter(code=code, state="published", valid_from__lte=today).first()
    if found is None or (found.valid_until is not None and found.valid_until < today):
        raise NotYours(code)
    return found


def cards_owned(unit: str, area: str) -> "QuerySet[SolutionCard]":
    """The cards a desk has to look after, with how often each was shown and how often it helped."""
    return SolutionCard.objects.filter(owner_unit=unit, owner_area=area).annotate(
        shown=Count("uses"), helped=Count("uses", filter=Q(uses__helped=True))
    )
