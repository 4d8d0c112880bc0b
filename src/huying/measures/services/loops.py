"""Beginning the closed loop of somebody who comes in, and handing them from link to link."""

from typing import TYPE_CHECKING, Any

from huying.base.clock import now
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.ground import ground_at
from huying.matters.services import matter_open, perform
from huying.measures import place_rules as rules
from huying.measures.models import Loop
from huying.measures.place_values import Link
from huying.places import codes
from huying.rulebook.queries import reader

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "measures.loop"


def chain_at(area: str) -> list[dict[str, str]]:
    """The links in force for somebody bound for a place, each with the desk that owns it."""
    moment = now()
    links: tuple[Link, ...] = reader(moment).value(rules.INBOUND_LINKS.code, area)
    ground = ground_at(moment)
    return [
        {
            "code": one.code,
            "zh": one.zh,
            "en": one.en,
            "unit": one.unit,
            "area": ground.desk(one.level, area).area,
        }
        for one in links
    ]


def loop_start(
    *, actor: Actor, area: str, name: str, phone: str = "", cohort: str = "", measure: str = "",
    parent: "Matter | None" = None, once: str | None = None,
) -> "Matter":  # fmt: skip
    """Begin the loop of somebody bound for `area`: the owner of the first link has them."""
    if actor.area and not codes.covers(actor.area, area):
        words = Words("这个地方不在您的辖区。", "That place is not in your area.")
        raise Refused(words, {"area": words})
    chain = chain_at(area)
    told = _facts("start", name=name, phone=phone, cohort=cohort, measure=measure, link=chain[0]["code"],
                  unit=chain[0]["unit"], area_of=chain[0]["area"])  # fmt: skip
    return matter_open(kind=KIND, area=area, actor=actor, facts=told, parent=parent, extra=chain, once=once)


def _facts(act: str, **told: Any) -> Any:
    takes = kind_of(KIND).act(act).takes
    assert takes is not None  # noqa: S101 - declared so
    return takes.model_validate(told)


def _next(loop: Loop) -> dict[str, str]:
    place = loop.links.filter(until=None).values_list("place", flat=True)[0] + 1
    if place >= len(loop.chain):
        raise Refused(Words("这已经是最后一环。", "This is the last link."))
    found: dict[str, str] = loop.chain[place]
    return found


def loop_pass(*, actor: Actor, loop: Loop, note: str = "", once: str | None = None) -> "Matter":
    """Hand over to the owner of the next link."""
    following = _next(loop)
    told = _facts("pass_on", note=note, unit=following["unit"], area=following["area"])
    return perform(code=loop.code, act="pass_on", actor=actor, facts=told, once=once)


def loop_acknowledge(*, actor: Actor, loop: Loop, once: str | None = None) -> "Matter":
    """The next owner has them."""
    told = _facts("acknowledge", link=_next(loop)["code"])
    return perform(code=loop.code, act="acknowledge", actor=actor, facts=told, once=once)
