"""Opening a disinfection, an inspection, a hold or the closing of a venue."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.places.codes import covers

if TYPE_CHECKING:
    from pydantic import BaseModel

    from huying.matters.models import Matter

KINDS = {
    "disinfection": "measures.disinfection",
    "inspection": "measures.inspection",
    "hold": "measures.hold",
    "venue": "measures.venue",
}


def upkeep_open(
    *,
    what: str,
    area: str,
    actor: Actor,
    said: "Mapping[str, Any] | BaseModel",
    once: str | None = None,
    parent: "Matter | None" = None,
) -> "Matter":
    """Open one at a place of the actor's area, hanging from `parent` if it is given. Raises Refused, or pydantic's ValidationError for wrong facts."""
    if actor.area and not covers(actor.area, area):
        words = Words("这个地方不在您的辖区。", "That place is not in your area.")
        raise Refused(words, {"area": words})
    takes = kind_of(KINDS[what]).openings[0].takes
    assert takes is not None  # noqa: S101 - declared so
    facts = takes.model_validate(dict(said))
    return matter_open(kind=KINDS[what], area=area, actor=actor, facts=facts, once=once, parent=parent)
