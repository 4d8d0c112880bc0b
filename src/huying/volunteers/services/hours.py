"""Hours: check in, check out, claim what was forgotten, confirm as a second person."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.ground import ground_at
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.places.queries import area as place_of
from huying.volunteers import rules, terms
from huying.volunteers.models import Turnout, Volunteer

ELSEWHERE = Words("这个地方不在您的服务范围。", "That place is not where you serve.")
NO_TASK = Words("没有这种任务。", "There is no such task.")
TWICE = Words("您已经签到了。", "You are checked in already.")


def running_end(rows: "QuerySet[Turnout]", *, at: dt.datetime, sure: bool = True) -> list[Turnout]:
    """End those of some turn-outs that run.

    One whose end is a guess (`sure` False), or that ran longer than the rule lets count by itself, has to be
    confirmed by a second person like a claim.
    """
    found = list(rows.filter(ended_at=None).select_for_update(of=("self",)))
    for one in found:
        longest = ground_at(at).due(rules.LONGEST.code, one.started_at, one.area, None)
        one.ended_at = max(at, one.started_at)
        one.claimed = not sure or at > longest
        one.save(update_fields=["ended_at", "claimed"])
    return found


def _check_place(volunteer_area: str, area: str) -> None:
    try:
        place_of(area)
        known = codes.covers(volunteer_area, area)
    except NotYours:
        known = False
    if not known:
        raise Refused(ELSEWHERE, {"area": ELSEWHERE})


def turnout_check_in(*, volunteer: Volunteer, seat: Seat, area: str, task: str = "") -> Turnout:
    """Check in for work at a unit, such as a stairwell group; whoever is still checked in elsewhere leaves there.

    Raises Refused for a place outside the seat's area.
    """
    _check_place(seat.area, area)
    _check_task(task)
    moment = now()
    try:
        with transaction.atomic(), scope.everything("a volunteer's own hours"):
            running_end(Turnout.objects.filter(volunteer=volunteer), at=moment)
            return Turnout.objects.create(area=area, volunteer=volunteer, task=task, started_at=moment)
    except IntegrityError:
        # Pressed twice at the same moment: the other press has checked in.
        raise Refused(TWICE) from None


def _check_task(task: str) -> None:
    if task and task not in terms.SKILLS:
        raise Refused(NO_TASK, {"task": NO_TASK})


def turnout_check_out(*, volunteer: Volunteer) -> Turnout:
    """End the turn-out that runs. Raises Refused when none does."""
    with transaction.atomic(), scope.everything("a volunteer's own hours"):
        ended = running_end(Turnout.objects.filter(volunteer=volunteer), at=now())
    if not ended:
        raise Refused(Words("您现在没有在岗的记录。", "You are not checked in now."))
    return ended[0]


def turnout_claim(
    *,
    volunteer: Volunteer,
    seat: Seat,
    area: str,
    started_at: dt.datetime,
    ended_at: dt.datetime,
    task: str = "",
) -> Turnout:
    """Hours somebody forgot to check in for: they count once a second person has confirmed them."""
    if not started_at < ended_at <= now():
        words = Words(
            "结束要晚于开始，也不能是将来的时间。",
            "The end must come after the start and not in the future.",
        )
        raise Refused(words, {"ended_at": words})
    if ended_at > ground_at(now()).due(rules.LONGEST.code, started_at, area, None):
        words = Words("一次太长了，请分开补记。", "That is too long for one turn-out: claim it in parts.")
        raise Refused(words, {"ended_at": words})
    _check_place(seat.area, area)
    _check_task(task)
    with transaction.atomic(), scope.everything("a volunteer's own hours"):
        # Two claims at the same moment must not both find the time free.
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        own = Turnout.objects.filter(volunteer=volunteer, started_at__lt=ended_at)
        if own.filter(ended_at__gt=started_at).exists() or own.filter(ended_at=None).exists():
            words = Words("这段时间已经有记录了。", "Part of that time is recorded already.")
            raise Refused(words, {"started_at": words})
        return Turnout.objects.create(
            area=area, volunteer=volunteer, task=task, started_at=started_at, ended_at=ended_at, claimed=True
        )


def turnout_confirm(*, turnout: Turnout, seat: Seat) -> None:
    """A second person confirms hours. Raises Refused for one's own."""
    if turnout.volunteer.user_id == seat.user_id:
        raise Refused(Words("自己的时长请由其他人确认。", "Somebody else must confirm your own hours."))
    if turnout.ended_at is None:
        raise Refused(Words("还没有签退，不能确认。", "It has not ended yet."))
    Turnout.objects.filter(pk=turnout.pk, confirmed_by=None).update(confirmed_by_id=seat.user_id)
