"""Whom a change of the lists concerns among those who live here: the residents of an area that is listed now."""

from collections.abc import Iterator, Sequence

from django.db.models import Q

from huying.kernel.words import Words
from huying.people.models import Resident
from huying.places.codes import covers, span
from huying.places.risk.changes import Change
from huying.places.risk.concerns import Concern
from huying.places.scope import within


def living(changes: Sequence[Change], area: str) -> Iterator[Concern]:
    """How many residents of the reader's area live where a list has come, and where one has gone."""
    for title, found in (
        (
            Words("住在新列入或升级的地方的居民", "Residents where a list has come or been raised"),
            ("new", "raised"),
        ),
        (
            Words("住在撤下或降级的地方的居民", "Residents where a list has gone or been lowered"),
            ("gone", "lowered"),
        ),
    ):
        inside = Q()
        for one in changes:
            if one.kind in found and one.code and (covers(area, one.code) or covers(one.code, area)):
                inside |= Q(area__range=span(one.code))
        if inside:
            here = within(Resident.objects.filter(merged_into=None), area)
            yield Concern(title, here.filter(inside).count())
