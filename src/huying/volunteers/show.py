"""How orders look on desks: a line, the facts, who could take it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from huying.base.mask import mask_name, mask_phone
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat

from .models import Order
from .queries import candidates, orders_of

if TYPE_CHECKING:
    from huying.matters.models import Matter

WAITING = ("open", "asked", "called")


class OrderShown:
    """Volunteer orders."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """What is to be done, where, and what it takes."""
        return {
            pk: Line(row.title, row.place_text, row.skill_words) for pk, row in orders_of(matters).items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was ordered; the contact in full for the volunteer who has it, masked for everybody else."""
        row = Order.objects.select_related("taken_by", "asked").get(pk=matter.pk)
        whole = row.taken_by is not None and row.taken_by.user_id == seat.user_id and matter.ended_at is None
        facts = [
            Fact(Words("说明", "Details"), row.text),
            Fact(Words("联系人", "Contact"), row.contact_name if whole else mask_name(row.contact_name)),
            Fact(Words("电话", "Phone"), row.contact_phone if whole else mask_phone(row.contact_phone)),
            Fact(Words("单元房号", "Room"), row.room if whole else ("***" if row.room else "")),
            Fact(Words("志愿者", "Volunteer"), row.taken_by.name if row.taken_by else ""),
            Fact(Words("送达说明", "Proof of delivery"), row.proof),
            Fact(Words("未完成原因", "Why not"), row.outcome),
        ]
        return [fact for fact in facts if fact.value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Who could take it, for those who dispatch."""
        if matter.state not in WAITING or not seat.able("dispatch"):
            return []
        order = Order.objects.get(pk=matter.pk)
        return [
            Panel(
                "volunteers/_candidates.html",
                {"candidates": candidates(order), "order": order, "matter": matter},
            )
        ]


present("volunteers.order", OrderShown())
