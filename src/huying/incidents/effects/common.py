"""What the effects of incidents share: the row, telling desks, and which office near a place has somebody at it."""

from collections.abc import Iterable, Mapping
from typing import Any

from huying.incidents.models import Incident
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.people.queries import desk_near, people_on_duty

NOBODY = Words("这个单位在这里没有人在岗，请换一个。", "Nobody works at that office here; choose another.")


def row_of(one: Done) -> Incident:
    """The row of an incident an act is about."""
    return Incident.objects.get(pk=one.matter.pk)


def said(one: Done) -> Any:
    """What the act was told."""
    return one.facts


def staffed(unit: str, area: str, place: str) -> str:
    """The area of the desk meant: the named one, else the nearest staffed one. Refused when nobody is there."""
    if area and people_on_duty([(unit, area)])[unit, area]:
        return area
    near = desk_near(unit, place)
    if not near:
        raise Refused(NOBODY, {"unit": NOBODY})
    return near


def tell_desks(
    one: Done, desks: Iterable[tuple[str, str]], template: str, values: Mapping[str, object]
) -> None:
    """Tell some desks, once for each event."""
    about = one.matter.code
    tell_many(
        [
            Tell(
                to=Recipient(unit=unit, area=area), template=template, values=values, about=about,
                once=f"{template}:{about}:{one.line.seq}", area=one.matter.area,
            )
            for unit, area in sorted(set(desks))
        ]
    )  # fmt: skip
