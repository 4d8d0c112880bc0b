"""Writing about volunteers: joining, standing, hours."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from huying.base.clock import now
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.people.seats import Seat

from .models import Turnout, Volunteer

if TYPE_CHECKING:
    from huying.matters.models import Matter


def volunteer_join(
    *,
    user_id: int,
    area: str,
    name: str,
    phone: str,
    team: str,
    skills: Sequence[str],
    standing: str = "active",
) -> Volunteer:
    """Register an account as a volunteer, or change what is registered."""
    volunteer, _ = Volunteer.objects.update_or_create(
        user_id=user_id,
        defaults={
            "area": area, "name": name, "phone": phone, "team": team, "skills": list(skills), "standing": standing,
        },
    )  # fmt: skip
    return volunteer


def volunteer_stand(*, volunteer: Volunteer, standing: str) -> None:
    """Take orders, wait in reserve, or pause; the orders already accepted stay."""
    volunteer.standing = standing
    volunteer.save(update_fields=["standing"])


def order_place(
    *,
    area: str,
    actor: Actor,
    said: dict[str, object],
    parent: "Matter | None" = None,
    once: str | None = None,
) -> "Matter":
    """Place an order. Raises pydantic's ValidationError for wrong facts, Refused when it may not be placed."""
    takes = kind_of("volunteers.order").act("place").takes
    assert takes is not None  # noqa: S101 - declared so
    return matter_open(
        kind="volunteers.order",
        area=area,
        actor=actor,
        facts=takes.model_validate(said),
        parent=parent,
        once=once,
    )


def turnout_check_in(*, volunteer: Volunteer, area: str, task: str = "") -> Turnout:
    """Check in for work at a unit, such as a stairwell group; whoever is still checked in elsewhere leaves there."""
    moment = now()
    with transaction.atomic():
        Turnout.objects.filter(volunteer=volunteer, ended_at=None).update(ended_at=moment)
        return Turnout.objects.create(area=area, volunteer=volunteer, task=task, started_at=moment)


def turnout_check_out(*, volunteer: Volunteer) -> Turnout:
    """End the turn-out that runs. Raises Refused when none does."""
    running = Turnout.objects.filter(volunteer=volunteer, ended_at=None).first()
    if running is None:
        raise Refused(Words("您现在没有在岗的记录。", "You are not checked in now."))
    running.ended_at = now()
    running.save(update_fields=["ended_at"])
    return running


def turnout_claim(
    *, volunteer: Volunteer, area: str, started_at: dt.datetime, ended_at: dt.datetime, task: str = ""
) -> Turnout:
    """Hours somebody forgot to check in for: they count once a second person has confirmed them."""
    if not started_at < ended_at <= now():
        raise Refused(
            Words(
                "结束要晚于开始，也不能是将来的时间。",
                "The end must come after the start and not in the future.",
            )
        )
    clash = Turnout.objects.filter(volunteer=volunteer, started_at__lt=ended_at, ended_at__gt=started_at)
    if clash.exists():
        raise Refused(Words("这段时间已经有记录了。", "Part of that time is recorded already."))
    return Turnout.objects.create(
        area=area, volunteer=volunteer, task=task, started_at=started_at, ended_at=ended_at, claimed=True
    )


def turnout_confirm(*, turnout: Turnout, seat: Seat) -> None:
    """A second person confirms hours. Raises Refused for one's own."""
    if turnout.volunteer.user_id == seat.user_id:
        raise Refused(Words("自己的时长请由其他人确认。", "Somebody else must confirm your own hours."))
    turnout.confirmed_by_id = seat.user_id
    turnout.save(update_fields=["confirmed_by"])
