"""Reading declarations again when lists or rules change: only those whose answer is another by now."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from huying.base.clock import now
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import perform
from huying.places import codes, scope
from huying.places.risk.changes import changes
from huying.rulebook.queries import book, sources
from huying.screening.models import Declaration, RereadMark
from huying.screening.models import Stay as StayRow
from huying.screening.queries.applies import Readings, leading, readings, reasons_kept
from huying.screening.queries.travel import concerned_by
from huying.screening.reading import DAYS_READ, Because, Stay
from huying.screening.rules_travel import LOOKBACK
from huying.screening.travel_facts import Reread

SYSTEM = Actor("system")
# A stay that ended longer ago than any rule can look back is not read again.
LOOKED_BACK = dt.timedelta(days=DAYS_READ)
CHUNK = 500
NO_LONGER = Words("现行规定不再涉及，请提出解除", "No rule in force concerns them any more: propose release")


@dataclass
class Changed:
    """What a reading again did: codes of those newly concerned, those freed, and how many were looked at."""

    looked_at: int = 0
    concerned: list[str] = field(default_factory=list)
    freed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)


# Finds the declarations of an area whose category or certainty is another by some readings than the kept one; of those
# with a stay that a change in some places since a moment can concern, when they are given.
Finder = Callable[[Readings, str, Sequence[str] | None, dt.datetime | None], Iterable[int]]
_finders: list[Finder] = []


def found_by(finder: Finder) -> None:
    """Let a room above find them; without one everybody who may be concerned is read again."""
    _finders[:] = [finder]


def reread_places(places: Sequence[str], area: str = codes.ALL, since: dt.datetime | None = None) -> Changed:
    """After the level of places changed (since a moment, when it is known): read again who was there, in an area."""
    with transaction.atomic(), scope.everything("lists of areas at risk have changed"):
        known = readings()
        return reread(_found(known, area, places, since), known)


def reread_area(area: str) -> Changed:
    """After the rules of an area changed: read again whom they concern there."""
    with transaction.atomic(), scope.everything("look-back rules have changed"):
        known = readings()
        return reread(_found(known, area, None), known)


def _found(
    known: Readings, area: str, places: Sequence[str] | None, moment: dt.datetime | None = None
) -> Iterable[int]:
    if _finders:
        return _finders[0](known, area, places, moment)
    since = timezone.localdate(now()) - LOOKED_BACK
    if places is not None:
        return concerned_by(places, area, since).values_list("pk", flat=True)
    # Everybody who has been anywhere lately, or has a mark.
    stays = scope.within(StayRow.objects.filter(came__lte=timezone.localdate(now())), area)
    recent = stays.exclude(left__lt=since).values("declaration")
    rows = scope.within(Declaration.objects.all(), area)
    touched = rows.filter(pk__in=recent) | rows.exclude(marks=[]).filter(declared_at__gte=now() - LOOKED_BACK)
    return touched.order_by("pk").values_list("pk", flat=True)


def reread_due() -> Changed:
    """Read again whatever lists or rules have changed since the last time; nothing when neither has."""
    moment, whole = now(), book()
    with transaction.atomic():
        mark, first = RereadMark.objects.select_for_update().get_or_create(
            pk=1, defaults={"at": moment, "stamp": whole.stamp}
        )
        if first:
            return Changed()
        before = mark.at
        moved = mark.stamp != whole.stamp or _began_or_ended(before, moment)
        places = sorted({place for one in changes(before, moment) if (place := one.code or one.within)})
        changed = (
            reread_area(codes.ALL) if moved else reread_places(places, since=before) if places else Changed()
        )
        mark.at, mark.stamp = moment, whole.stamp
        mark.save()
    return changed


def _began_or_ended(before: dt.datetime, after: dt.datetime) -> bool:
    """Whether look-back rules came into force or ended between two moments, as published before."""
    return any(
        any(before < end <= after for end in (source.valid_from, source.until(LOOKBACK.code)) if end)
        for source in sources()
        if LOOKBACK.code in source.document
    )


def reread(found: Iterable[int], known: Readings) -> Changed:
    """Read some declarations again; needs a transaction that sees them."""
    changed, ids = Changed(), list(found)
    for start in range(0, len(ids), CHUNK):
        rows = Declaration.objects.filter(pk__in=ids[start : start + CHUNK]).select_related("matter")
        for row in rows.prefetch_related("stays").order_by("pk"):
            changed.looked_at += 1
            _one(row, known, changed)
    return changed


def _one(row: Declaration, known: Readings, changed: Changed) -> None:
    stays = [Stay(one.place if one.known else "", one.text, one.came, one.left) for one in row.stays.all()]
    arrived = timezone.localdate(row.arrived_at or row.arrives_at)
    found = known.because(row.area, stays, row.marks, arrived)
    category, sure = leading(found)
    if (category, sure) == (row.category, row.sure):
        return
    before, row.category, row.sure = row.category, category, sure
    row.reasons, row.read_at = reasons_kept(found), known.at
    if not category:
        row.freed_at, row.concerned_at = known.at, None
        changed.freed.append(row.matter.code)
    else:
        row.concerned_at, row.freed_at = known.at, None
        (changed.moved if before else changed.concerned).append(row.matter.code)
    row.save(update_fields=["category", "sure", "reasons", "read_at", "freed_at", "concerned_at"])
    _act(row, found, category)


def _act(row: Declaration, found: Sequence[Because], category: str) -> None:
    """The desk hears of it by an act; who was settled and is concerned now waits for contact again."""
    words = found[0].words if found else NO_LONGER
    facts = Reread(category=category, words=words.zh[:1000])
    state = row.matter.state
    if state == "done" and category and not row.measure:
        perform(code=row.matter.code, act="concern", actor=SYSTEM, facts=facts)
    elif state in ("declared", "arrived", "contacted", "measured"):
        perform(code=row.matter.code, act="reread", actor=SYSTEM, facts=facts)
