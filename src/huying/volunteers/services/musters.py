"""Calling for volunteers, and answering: I come, I cannot after all."""

from typing import TYPE_CHECKING

from django.db import transaction

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.places import codes, scope
from huying.volunteers.facts_muster import Mustering
from huying.volunteers.models import Muster, MusterAnswer, Volunteer

if TYPE_CHECKING:
    from huying.matters.models import Matter

OVER = Words("这次招募已经结束了，谢谢您。", "This call is over. Thank you.")
ENOUGH = Words("这次人已经够了，谢谢您。", "There are enough already. Thank you.")
PAUSED = Words(
    "您现在是“暂停接单”，先在“我的”里改成在岗。", "You have paused: set yourself active first, under “Me”."
)
NOT_HERE = Words("这个地方不在您的辖区。", "That place is not in your area.")


def muster_publish(*, area: str, said: Mustering, actor: Actor, once: str | None = None) -> "Matter":
    """Call the volunteers of a place. Raises Refused outside the caller's area."""
    if not codes.is_code(area) or not codes.covers(actor.area, area):
        raise Refused(NOT_HERE, {"area": NOT_HERE})
    return matter_open(kind="volunteers.muster", area=area, actor=actor, facts=said, once=once)


def muster_answer(*, muster: Muster, volunteer: Volunteer, comes: bool) -> None:
    """A volunteer comes, or cannot after all. Raises Refused when it is over or there are enough."""
    with transaction.atomic(), scope.everything("a volunteer answers a call"):
        row = Muster.objects.select_for_update(of=("self",)).select_related("matter").get(pk=muster.pk)
        if row.matter.ended_at is not None:
            raise Refused(OVER)
        coming = MusterAnswer.objects.filter(muster=row, left_at=None)
        if not comes:
            coming.filter(volunteer=volunteer).update(left_at=now())
            return
        if volunteer.standing == "paused":
            raise Refused(PAUSED)
        if coming.filter(volunteer=volunteer).exists():
            return
        if coming.count() >= row.wanted:
            raise Refused(ENOUGH)
        MusterAnswer.objects.create(muster=row, volunteer=volunteer, area=row.area)
