"""The answer owed to the sender of a list."""

from collections.abc import Sequence

from huying.matters.store import Done
from huying.screening import check_notices as notices
from huying.screening.models import PushList, Reply
from huying.screening.queries.replies import figures_of

from . import tell
from .batch import said


def owed(done: Sequence[Done]) -> None:
    """Write down which list waits for its answer."""
    for one in done:
        pushed: PushList = one.extra
        Reply.objects.create(matter=one.matter, area=one.matter.area, list=pushed, to=pushed.sender)


def sent(done: Sequence[Done]) -> None:
    """Who sent what to whom, with the counts of that moment."""
    for one in done:
        reply = Reply.objects.select_related("list").get(pk=one.matter.pk)
        reply.to, reply.way, reply.note = said(one, "to"), said(one, "way"), said(one, "note")
        reply.figures = figures_of(reply.list)
        reply.sent_at, reply.sent_by_id = one.line.at, one.line.actor.person
        reply.save()


def climbed(done: Sequence[Done]) -> None:
    """The desk one level up answers for it now."""
    tell.desks([one for one in done if one.before.holder[:2] != one.after.holder[:2]], notices.REPLY)
