"""Asking for a transfer, with who must acknowledge it worked out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.measures.models import Site
from huying.places import codes, scope

if TYPE_CHECKING:
    from pydantic import BaseModel

    from huying.matters.models import Matter

KIND = "measures.transfer"
ELSEWHERE = Words("请写明本辖区内的出发地。", "Name a place of departure within your area.")


def transfer_ask(
    *, actor: Actor, said: "Mapping[str, Any] | BaseModel", parent: "Matter | None" = None, once: str | None = None
) -> "Matter":  # fmt: skip
    """Ask for a transfer. Raises Refused, or pydantic's ValidationError for wrong facts."""
    takes = kind_of(KIND).act("ask").takes
    assert takes is not None  # noqa: S101 - declared so
    told: Any = takes.model_validate(dict(said))
    if actor.area and not (codes.covers(actor.area, told.from_area)):
        raise Refused(ELSEWHERE, {"from_area": ELSEWHERE})
    area, unit, unit_area = _receiver(told)
    facts = told.model_copy(update={"to_unit": unit, "to_unit_area": unit_area})
    return matter_open(kind=KIND, area=area, actor=actor, facts=facts, parent=parent, once=once)


def _receiver(told: Any) -> tuple[str, str, str]:
    """Where it goes, and the desk there that must acknowledge the arrival."""
    if told.to == "site":
        with scope.everything("the site of a transfer may lie in another street"):
            site = Site.objects.filter(pk=told.site or 0, closed_at=None).first()
        if site is None:
            words = Words("请选一个开放的隔离点。", "Choose a site that is open.")
            raise Refused(words, {"site": words})
        return site.area, "quarantine_site", site.area
    if not told.to_area:
        words = Words("请写明送到哪里。", "Say where it goes.")
        raise Refused(words, {"to_area": words})
    if told.to == "hospital":
        return told.to_area, "green_channel", codes.at(told.to_area, "district") or told.to_area
    community = codes.at(told.to_area, "community")
    if community is None:
        words = Words("回家的请选到社区或楼栋。", "For a way home choose a community or a building.")
        raise Refused(words, {"to_area": words})
    return told.to_area, "community", community
