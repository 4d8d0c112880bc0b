"""Whom no rule concerns any more: release is proposed on the measure it led to; it is for people to decide."""

from collections.abc import Sequence

from django.db import transaction

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.matters.many import perform_many
from huying.matters.queries import children
from huying.matters.services import LINKED
from huying.places import scope
from huying.screening.models import Declaration

from .rereading import Changed, reread_due, reread_places

MEASURE = "measures.measure"
# The states of a measure in which nothing is left to release.
OVER = ("refused", "released", "ended", "withdrawn")
WHY = Words(
    "按现行名单和规则，来返报备 {code} 不再涉及",
    "By the lists and rules in force {code} is concerned no more",
)


def reread_follow() -> Changed:
    """Read again whatever lists or rules have changed; whoever is freed has release proposed, in one transaction."""
    with transaction.atomic():
        changed = reread_due()
        with scope.everything("measures that declarations led to"):
            releases_propose(changed.freed)
            releases_take_back([*changed.concerned, *changed.moved])
    return changed


def places_follow(places: Sequence[str]) -> Changed:
    """What a list says of places, now or for days past, is another: read again who was there."""
    changed = reread_places(places) if places else Changed()
    with scope.everything("measures that declarations led to"):
        releases_propose(changed.freed)
        releases_take_back([*changed.concerned, *changed.moved])
    return changed


def releases_propose(codes: Sequence[str]) -> list[str]:
    """Propose release of the open measures these declarations led to; the codes of the measures."""
    takes = kind_of(MEASURE).act("ask_release").takes
    assert takes is not None  # noqa: S101 - proposing release takes a reason
    said = {
        measure: takes.model_validate({"reason": WHY.fill(code=declared).zh})
        for declared, measure in _open(codes)
    }
    return list(perform_many(act="ask_release", rows=said, actor=LINKED))


def releases_take_back(codes: Sequence[str]) -> None:
    """A rule concerns these again: what was proposed is taken back."""
    perform_many(act="unask_release", rows={measure: None for _, measure in _open(codes)}, actor=LINKED)


def _open(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Declarations with the measure of theirs that is still open."""
    rows = Declaration.objects.filter(matter__code__in=codes).exclude(measure="").select_related("matter")
    return [
        (row.matter.code, row.measure)
        for row in rows.order_by("pk")
        if children(row.matter).filter(code=row.measure, kind=MEASURE).exclude(state__in=OVER).exists()
    ]
