"""Opening an incident."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.places.codes import covers

from .facts import Alarm

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "incidents.incident"
ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")


def incident_report(
    *, area: str, actor: Actor, said: "Mapping[str, Any] | Alarm", once: str | None = None
) -> "Matter":
    """Write down an alarm about a place of the actor's area. Raises Refused; pydantic's ValidationError for wrong facts."""
    if actor.area and not covers(actor.area, area):
        raise Refused(ELSEWHERE, {"area": ELSEWHERE})
    facts = said if isinstance(said, Alarm) else Alarm.model_validate(dict(said))
    return matter_open(kind=KIND, area=area, actor=actor, facts=facts, at=facts.heard_at, once=once)
