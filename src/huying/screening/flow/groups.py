"""Who works on people of lists, in which states what runs, and who holds them afterwards."""

from huying.kernel.holders import Held, climb, desk_of
from huying.kernel.situation import LEVELS, Situation
from huying.kernel.words import Words

# In the street: whoever may turn to the person; at a desk: whoever decides what becomes of the row.
DESK = (
    "community_worker@scope", "street_officer@scope", "district_officer@scope", "coordinator@scope",
    "city_officer@scope",
)  # fmt: skip
FIELD = ("grid_worker@scope", "grid_leader@scope", *DESK)

SEEKING = ("received", "assigned", "contacting", "unreachable", "refused", "not_in_area")
UNCHECKED = (*SEEKING, "offered", "handing_over")
UNCONTROLLED = (*UNCHECKED, "located")
OPEN = (*UNCONTROLLED, "under_control", "tested", "reported")

NOT_IDENTIFIED = Words(
    "身份还没有核实，不能这样办。请先“核实身份”或联系本人。",
    "It is not confirmed who this is: confirm the identity first.",
)


def identified(now: Situation) -> Words | None:
    """Nobody is closed as done while it is not certain who they are."""
    return None if now.matter.facts.get("who") == "confirmed" else NOT_IDENTIFIED


def late(now: Situation) -> bool:
    """Whether one of its deadlines has passed."""
    return bool(now.matter.facts.get("rung"))


def climb_when_late(now: Situation) -> Held:
    """One step up once a deadline has passed; before it the holder is only reminded."""
    return climb(now) if late(now) else (now.matter.level, now.matter.holder)


def at_desk(now: Situation) -> Held:
    """The desk of the step it stands on, of the community at least."""
    level = now.matter.level if now.matter.level in LEVELS[1:] else "community"
    return desk_of(now, level)


def back_in_street(now: Situation) -> Held:
    """The desk of its place, as when it was new."""
    return desk_of(now, "grid")
