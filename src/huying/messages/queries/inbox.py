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
    with transaction.atomic(), everything(WHY):
        found = _mine(user_id).annotate(done=_done(user_id))
        if before is not None:
            found = found.filter(id__lt=before)
        if only_unread:
            found = found.filter(_unread(user_id))
        rows = list(found.order_by("-id")[:limit])
        seen = _seen_up_to(user_id)
    return [_item(row, seen) for row in rows]


def unread(*, user_id: int) -> int:
    """How many unread notices a person has, counted up to 100."""
    with transaction.atomic(), everything(WHY):
        rows = _mine(user_id).annotate(done=_done(user_id)).filter(_unread(user_id))
        return len(rows.values_list("id")[:MOST_COUNTED])


def notice_of(*, user_id: int, notice_id: int) -> Item | None:
    """One of a person's notices; None when it is not theirs."""
    with transaction.atomic(), everything(WHY):
        row = _mine(user_id).annotate(done=_done(user_id)).filter(id=notice_id).first()
        return _item(row, _seen_up_to(user_id)) if row else None


def own(*, user_id: int, ids: Sequence[int]) -> list[Notice]:
    """Those of the given notices that are this person's; call it inside `everything`."""
    return list(_mine(user_id).filter(id__in=ids))


def _mine(user_id: int) -> QuerySet[Notice]:
    at = now()
    mine = Q(user_id=user_id)
    posts = Post.objects.held(at).filter(user_id=user_id)
    for unit, area, starts in posts.values_list("unit", "area", "starts"):
        # What was left at the desk before somebody came to work there is not news to them.
        mine |= Q(user__isnull=True, unit=unit, unit_area=area, created_at__gte=starts)
    since = at - dt.timedelta(days=limits().inbox_days)
    return Notice.objects.filter(mine, channel="inapp", created_at__gte=since)


def _done(user_id: int) -> Exists:
    return Exists(Reading.objects.filter(notice=OuterRef("pk"), user_id=user_id))


def _unread(user_id: int) -> Q:
    return Q(read_at__isnull=True, done=False, id__gt=_seen_up_to(user_id))


def _seen_up_to(user_id: int) -> int:
    found = Preference.objects.filter(user_id=user_id).values_list("read_up_to", flat=True).first()
    return found or 0


def _item(row: Notice, seen: int) -> Item:
    title, body = template_of(row.template).fill(row.values, current_language())
    is_new = row.read_at is None and not row.done and row.id > seen  # type: ignore[attr-defined]
    return Item(row.id, without_numbers(title), without_numbers(body), row.about, row.created_at, is_new)
