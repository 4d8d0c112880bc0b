"""Placing orders, for somebody who rang or from another matter."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.matters.presenting import brief_of
from huying.matters.services import matter_open

if TYPE_CHECKING:
    from pydantic import BaseModel

    from huying.matters.models import Matter

KIND = "volunteers.order"
# What nobody types again: it goes from the request to the order unseen.
_UNSEEN = ("contact_name", "contact_phone", "room")


def placing() -> "type[BaseModel]":
    """The schema of an order."""
    takes = kind_of(KIND).act("place").takes
    assert takes is not None  # noqa: S101 - declared so
    return takes


def order_place(
    *,
    area: str,
    actor: Actor,
    said: "Mapping[str, Any] | BaseModel",
    parent: "Matter | None" = None,
    once: str | None = None,
) -> "Matter":
    """Place an order. Raises pydantic's ValidationError for wrong facts, Refused when it may not be placed."""
    return matter_open(
        kind=KIND,
        area=area,
        actor=actor,
        facts=placing().model_validate(dict(said)),
        parent=parent,
        once=once,
    )


def order_place_for(
    *, parent: "Matter", actor: Actor, said: "Mapping[str, Any] | BaseModel", once: str | None = None
) -> "Matter":
    """Place an order for a part of another matter; the contact comes from there where nothing else is said."""
    told, handed = dict(said), brief_of(parent)
    for name in _UNSEEN:
        if not told.get(name):
            told[name] = getattr(handed, name)
    return order_place(area=parent.area, actor=actor, said=told, parent=parent, once=once)
