"""The groups of stairwells follow what is true: formed when somebody is at home, dissolved with the last reason."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help.facts_stairwells import CallFor, Founding
from huying.help.models import HelpRequest, Stairwell, StairwellMember
from huying.help.queries.stairwells import group_at, reasons_of, should_belong, stairwells_of
from huying.help.rules_stairwells import GROUPS
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.matters.store import hold_keys
from huying.places import codes, scope
from huying.places.queries import area as place_of
from huying.rulebook.queries import reader

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "help.stairwell"
CALL = "help.stairwell_call"
NOT_A_STAIRWELL = Words("请选到单元（楼道）。", "Choose a stairwell.")
THERE_ALREADY = Words("这个楼道已经有快响小组了。", "This stairwell has a group already.")
NO_GROUP = Words(
    "这个楼道现在没有快响小组，请打社区电话。",
    "There is no group for this stairwell: telephone your community.",
)


def stairwells_follow(areas: Iterable[str]) -> None:
    """Form, keep or dissolve the groups of the stairwells that hold these areas, by what is true now."""
    wanted = stairwells_of(areas)
    if not wanted:
        return
    rules = reader()
    with scope.everything("the groups of stairwells follow what is true"):
        hold_keys([f"stairwell:{area}" for area in wanted])
        for area in wanted:
            group = group_at(area)
            reasons = reasons_of(area, group, now())
            if group is None and reasons and rules.flag(GROUPS.code, area):
                matter_open(kind=KIND, act="gather", area=area, actor=SYSTEM)
            elif group is not None and not reasons:
                perform(code=group.matter.code, act="disband", actor=SYSTEM)
            elif group is not None:
                members_follow(group)


def members_follow(group: Stairwell) -> list[StairwellMember]:
    """Take in who holds one of the four posts now, let go who does not; answers who is new."""
    wanted, moment = should_belong(group.area), now()
    there = {(one.user_id, one.role): one for one in group.members.filter(left_at=None)}
    gone = [one.pk for key, one in there.items() if key not in wanted]
    StairwellMember.objects.filter(pk__in=gone).update(left_at=moment)
    new = [
        StairwellMember(group=group, area=group.area, user_id=user, role=role, joined_at=moment)
        for user, role in wanted
        if (user, role) not in there
    ]
    return StairwellMember.objects.bulk_create(new)


def stairwell_declare(*, area: str, founding: Founding, actor: Actor) -> "Matter":
    """Set a group up in advance. Raises Refused: no stairwell, outside the area, one there already."""
    if not codes.is_code(area) or codes.at(area, "stairwell") != area:
        raise Refused(NOT_A_STAIRWELL, {"area": NOT_A_STAIRWELL})
    if actor.area and not codes.covers(actor.area, area):
        words = Words("这个地方不在您的辖区。", "That place is not in your area.")
        raise Refused(words, {"area": words})
    try:
        place_of(area)
    except NotYours:
        raise Refused(NOT_A_STAIRWELL, {"area": NOT_A_STAIRWELL}) from None
    hold_keys([f"stairwell:{area}"])
    if group_at(area) is not None:
        raise Refused(THERE_ALREADY, {"area": THERE_ALREADY})
    return matter_open(kind=KIND, act="declare", area=area, actor=actor, facts=founding)


def stairwell_call(*, row: HelpRequest, what: str, once: str | None = None) -> "Matter":
    """Somebody at home calls the group of their stairwell. Raises Refused when there is none."""
    group = group_at(row.area)
    if group is None:
        raise Refused(NO_GROUP)
    return matter_open(
        kind=CALL, area=row.area, actor=Actor("caller"), facts=CallFor(what=what), parent=group.matter,
        once=once, extra=row,
    )  # fmt: skip
