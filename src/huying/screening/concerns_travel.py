"""Whom a change of the lists of areas at risk concerns among those who declared."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone

from huying.base.clock import now
from huying.kernel.words import Words
from huying.places.risk.changes import Change
from huying.places.risk.concerns import Concern, register
from huying.places.risk.setting_aside import register_watcher

from .queries.travel import concerned_by
from .services.releases import places_follow
from .services.rereading import LOOKED_BACK

TITLE = Words("报备过、去过这些地方的人", "People who declared a stay in these places")


def declared(changes: Sequence[Change], area: str) -> Iterator[Concern]:
    """How many declarations of the reader's area have a stay in what changed, and the page that lists them."""
    places = [place for one in changes if (place := one.code or one.within)]
    if places:
        since = timezone.localdate(now()) - LOOKED_BACK
        found = concerned_by(places, area, since).filter(stays__known=True).distinct()
        yield Concern(TITLE, found.count(), reverse("arrivals_changed"))


def read_again(places: Sequence[str]) -> None:
    """A version of a list was set aside, or put back: whoever was in its places is read again."""
    places_follow(places)


register("screening.declarations", declared)
register_watcher(read_again)
