"""Lists and letters: their headers, coming in and going out."""

import datetime as dt
from typing import Any

from django.utils import timezone

from huying.base.clock import now
from huying.base.ids import new_code
from huying.kernel.situation import Actor
from huying.matters.services import SYSTEM, matter_open
from huying.rulebook.queries import reader
from huying.screening import rules_lists as rules
from huying.screening.check_facts import Owing
from huying.screening.models import OutLetter, PushList

HEADER = (
    "kind", "number", "sender", "sender_contact", "receiver", "received_at", "channel", "urgency", "reply_due",
    "category", "case_ref", "strain", "infectious_from", "infectious_until", "request", "source", "response",
)  # fmt: skip


def list_open(*, area: str, by: int | None = None, actor: Actor = SYSTEM, **header: Any) -> PushList:
    """Write down a list or letter; a letter, or a list with a day to answer by, owes its sender an answer.

    `header` are the columns of `PushList`. Needs a scope that holds the area.
    """
    pushed = PushList.objects.create(area=area, created_by_id=by, **header)
    if pushed.kind == "letter" or pushed.reply_due is not None:
        _owe(pushed, actor)
    return pushed


def _owe(pushed: PushList, actor: Actor) -> None:
    due = pushed.reply_due
    if due is None:
        at = pushed.received_at
        due = reader(at).due(rules.REPLY.code, at, pushed.area)
        pushed.reply_due = due
        pushed.save(update_fields=["reply_due"])
    matter_open(
        kind="screening.reply", act="owe", area=pushed.area, actor=actor, facts=Owing(reply_by=due), extra=pushed
    )  # fmt: skip


def list_of_load(
    *, load: int, area: str, number: str, sender: str, received_at: dt.datetime | None, **more: Any
) -> PushList:
    """The list that a file brings: one for each number and sender in it, made when its first row comes."""
    found = PushList.objects.filter(load=load, number=number, sender=sender).first()
    if found is not None:
        return found
    return list_open(
        area=area, load=load, number=number, sender=sender, received_at=received_at or now(), **more
    )


def letter_open(
    *, area: str, to: str, contact: str = "", reason: str = "", by: int | None = None
) -> OutLetter:
    """An outgoing letter with a number of its own: the day and a code nobody has to count."""
    day = timezone.localtime(now()).strftime("%Y%m%d")
    return OutLetter.objects.create(
        area=area, number=f"协查出{day}-{new_code()}", to=to, contact=contact, reason=reason, made_by_id=by
    )
