"""What ends with a response: the open people of its lists; and the personal data that came with them."""

from django.db import connection

from huying.base.clock import now
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, perform
from huying.rulebook.hanging import Hanging, PersonalData, hangs, holds
from huying.rulebook.models import Response

from . import rules_lists as rules
from .check_facts import Reason
from .flow.groups import OPEN
from .models import PushList, Subject

# What tells who somebody was.
_BLANKED = (
    "name", "phone", "more_phones", "identity", "address", "exposure", "found_name", "found_where", "arranged", "note",
)  # fmt: skip


def _next(response: Response) -> str | None:
    rows = Subject.objects.filter(list__response=response, matter__state__in=OPEN)
    return rows.order_by("pk").values_list("matter__code", flat=True).first()


def remaining(response: Response) -> int:
    """How many people of its lists are still open."""
    return Subject.objects.filter(list__response=response, matter__ended_at=None).count()


def end(response: Response, why: Words) -> int:
    """End every open check of the response's lists, saying why."""
    reason = Reason(reason=f"{why.zh} {why.en}"[:400])
    ended = remaining(response)
    # One that waits for a receipt takes its hand-over along, so the next is asked for anew each time.
    while code := _next(response):
        perform(code=code, act="over", actor=SYSTEM, facts=reason)
    return ended


def _held(response: Response) -> int:
    rows = Subject.objects.filter(list__response=response, list__emptied_at=None)
    return rows.count()


_DESTROY = f"""
UPDATE screening_subject SET {", ".join(f"{name} = ''" for name in _BLANKED)}, phone_hash = NULL, identity_hash = NULL,
    resident_id = NULL
WHERE list_id = ANY(%s)
"""  # noqa: S608 - the names stand above


def destroy(response: Response) -> int:
    """Blank whatever tells who somebody was; the rows stay for the counts. Answers how many there were."""
    lists = list(PushList.objects.filter(response=response, emptied_at=None).values_list("pk", flat=True))
    count = _held(response)
    with connection.cursor() as cursor:
        cursor.execute(_DESTROY, [lists])
        cursor.execute(
            "UPDATE screening_contacted SET phone_hash = NULL WHERE subject_id IN"
            " (SELECT matter_id FROM screening_subject WHERE list_id = ANY(%s))",
            [lists],
        )
    PushList.objects.filter(pk__in=lists).update(emptied_at=now())
    return count


hangs(Hanging("screening.checks", Words("名单核查", "People to check"), remaining, end))
holds(
    PersonalData(
        "screening.subjects",
        Words("名单和协查函里的人员资料", "People named by lists and letters"),
        Words("核查、管控和回复来文单位", "Checking, control and answering the sender"),
        rules.KEEP.code,
        _held,
        destroy,
    )
)
