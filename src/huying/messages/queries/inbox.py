"""One person's notices: those told to them, and those left at their desks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from huying.base.clock import now
from huying.kernel.words import current_language
from huying.messages.guard import without_numbers
from huying.messages.limits import limits
from huying.messages.models import Notice, Preference, Reading
from huying.messages.templates import template_of
from huying.people.models import Post
from huying.places.scope import everything

MOST_COUNTED = 100
WHY = "a person's own notices"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the inbox, in the reader's language."""

    id: int
    title: str
    body: str
    about: str
    at: dt.datetime
    unread: bool


def inbox(
    *, user_id: int, before: int | None = None, limit: int = 30, only_unread: bool = False
) -> list[Item]:
    """The newest notices of a person first; `before` is the id of the last one already seen."""
    wanted = Q() if before is None else Q(id__lt=before)
    with transaction.atomic(), everything(WHY):
        seen = _seen_up_to(user_id)
        found = [part.filter(wanted).annotate(done=_done(user_id)) for part in _mine(user_id)]
        found = [part.filter(_unread(seen)) for part in found] if only_unread else found
        rows = [row for part in found for row in part.order_by("-id")[:limit]]
    return [_item(row, seen) for row in sorted(rows, key=lambda row: -row.id)[:limit]]


def unread(*, user_id: int) -> int:
    """How many unread notices a person has, counted up to 100."""
    counted = 0
    with transaction.atomic(), everything(WHY):
        seen = _seen_up_to(user_id)
        for part in _mine(user_id):
            rows = part.annotate(done=_done(user_id)).filter(_unread(seen)).order_by("-id")
            counted += len(rows.values_list("id", flat=True)[: MOST_COUNTED - counted])
            if counted >= MOST_COUNTED:
                break
    return counted


def notice_of(*, user_id: int, notice_id: int) -> Item | None:
    """One of a person's notices; None when it is not theirs."""
    with transaction.atomic(), everything(WHY):
        found = [part.annotate(done=_done(user_id)).filter(id=notice_id).first() for part in _mine(user_id)]
        seen = _seen_up_to(user_id)
    return next((_item(row, seen) for row in found if row), None)


def own(*, user_id: int, ids: Sequence[int]) -> list[Notice]:
    """Those of the given notices that are this person's; call it inside `everything`."""
    return [row for part in _mine(user_id) for row in part.filter(id__in=ids)]


def _mine(user_id: int) -> list[QuerySet[Notice]]:
    """What was told to the person, and what was left at each of their desks: one indexed range each."""
    at = now()
    since = at - dt.timedelta(days=limits().inbox_days)
    recent = Notice.objects.filter(channel="inapp", created_at__gte=since)
    desks: dict[tuple[str, str], dt.datetime] = {}
    posts = Post.objects.held(at).filter(user_id=user_id).values_list("unit", "area", "starts")
    for unit, area, starts in posts:
        desks[unit, area] = min(starts, desks.get((unit, area), starts))
    # What was left at the desk before somebody came to work there is not news to them.
    left = [
        recent.filter(user__isnull=True, unit=unit, unit_area=area, created_at__gte=starts)
        for (unit, area), starts in desks.items()
    ]
    return [recent.filter(user_id=user_id), *left]


def _done(user_id: int) -> Exists:
    return Exists(Reading.objects.filter(notice=OuterRef("pk"), user_id=user_id))


def _unread(seen: int) -> Q:
    return Q(read_at__isnull=True, done=False, id__gt=seen)


def _seen_up_to(user_id: int) -> int:
    found = Preference.objects.filter(user_id=user_id).values_list("read_up_to", flat=True).first()
    return found or 0


def _item(row: Notice, seen: int) -> Item:
    title, body = template_of(row.template).fill(row.values, current_language())
    is_new = row.read_at is None and not row.done and row.id > seen  # type: ignore[attr-defined]
    return Item(row.id, without_numbers(title), without_numbers(body), row.about, row.created_at, is_new)
