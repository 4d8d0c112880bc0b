"""How orders look on desks: a line, the facts, who could take it, and the door that opens one from a request."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.base.mask import mask_name, mask_phone
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, offered_aside, panel_beside, present
from huying.people.seats import Seat
from huying.places.queries import area_name

from . import terms
from .models import Application, Muster
from .queries import callable_places, candidates, may_see_contact, orders_of, volunteer_of
from .queries.musters import those_who_come

if TYPE_CHECKING:
    from huying.matters.models import Matter

FREE = ("open", "called")


class OrderShown:
    """Volunteer orders."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """What is to be done, where, and what it takes."""
        return {
            pk: Line(row.title, row.place_text, row.skill_words) for pk, row in orders_of(matters).items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was ordered; the contact masked, in full only by the recorded look of whoever took it."""
        row = orders_of([matter])[matter.pk]
        reveal = reverse("order_contact", args=[matter.code]) if may_see_contact(seat, row) else ""
        found: list[tuple[Words, Any, str]] = [
            (Words("说明", "Details"), row.text, ""),
            (Words("最晚何时要", "Wanted by"), row.wanted_by, ""),
            (Words("联系人", "Contact"), mask_name(row.contact_name), reveal),
            (Words("电话", "Phone"), mask_phone(row.contact_phone), reveal),
            (Words("单元房号", "Room"), "***" if row.room else "", reveal),
            (Words("正在问", "Being asked"), row.asked.name if row.asked else "", ""),
            (Words("喊了哪里", "Called"), area_name(row.called_area) if row.called_area else "", ""),
            (Words("志愿者", "Volunteer"), row.taken_by.name if row.taken_by else "", ""),
            (Words("送达说明", "Proof of delivery"), row.proof, ""),
            (Words("未完成原因", "Why not"), row.outcome, ""),
        ]
        return [Fact(label, value, reveal) for label, value, reveal in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Who could take it, for those who dispatch; the picture and the hours once it is done."""
        order = orders_of([matter])[matter.pk]
        # Taking an order is for volunteers; at the desk the first thing to do is to offer it.
        hidden = () if volunteer_of(seat.user_id) else ("accept", "decline", "take_over")
        if matter.state in FREE and seat.able("dispatch"):
            context = {
                "candidates": candidates(order),
                "places": callable_places(order),
                "matter": matter,
            }
            return [Panel("volunteers/_candidates.html", context, acts=("offer", *hidden))]
        turnouts = list(order.turnouts.select_related("volunteer").order_by("started_at"))
        return [Panel("volunteers/_proof.html", {"order": order, "turnouts": turnouts}, acts=hidden)]


class JoiningShown:
    """Somebody who signs up."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Who, for which team, with which skills."""
        rows = Application.objects.filter(pk__in=[m.pk for m in matters])
        return {
            row.pk: Line(
                mask_name(row.name), str(terms.TEAMS[row.team]), [terms.SKILLS[s] for s in row.skills]
            )
            for row in rows
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was told; the name whole for whoever decides, the phone by a recorded look."""
        row = Application.objects.select_related("volunteer").get(pk=matter.pk)
        decides = seat.able("volunteer.manage") and matter.ended_at is None
        shows = decides and seat.able("people.reveal")
        reveal = reverse("volunteer_applicant", args=[matter.code]) if shows else ""
        skills = Words(
            "、".join(terms.SKILLS[s].zh for s in row.skills),
            ", ".join(terms.SKILLS[s].en for s in row.skills),
        )
        found: list[tuple[Words, Any, str]] = [
            (Words("姓名", "Name"), row.name if decides else mask_name(row.name), ""),
            (Words("手机（已验证）", "Phone (proved)"), mask_phone(row.phone), reveal),
            (Words("住在", "Lives in"), area_name(row.area), ""),
            (Words("小组", "Team"), terms.TEAMS[row.team], ""),
            (Words("会做什么", "Can do"), skills if row.skills else None, ""),
            (Words("还想说", "Also says"), row.note, ""),
            (Words("已培训", "Trained"), Words("是", "yes") if row.trained else None, ""),
            (Words("已投保", "Insured"), Words("是", "yes") if row.insured else None, ""),
            (Words("原因", "Reason"), row.outcome, ""),
        ]
        return [Fact(label, value, shown) for label, value, shown in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Nothing more."""
        return []


present("volunteers.joining", JoiningShown())


class MusterShown:
    """Calls for volunteers."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """What for, and what it takes."""
        rows = Muster.objects.filter(pk__in=[m.pk for m in matters])
        return {
            row.pk: Line(row.title, row.place_text, [terms.SKILLS[s] for s in row.skills]) for row in rows
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was called for."""
        row = Muster.objects.get(pk=matter.pk)
        found: list[tuple[Words, Any]] = [
            (Words("说明", "Details"), row.text),
            (Words("招哪里的", "Volunteers of"), area_name(row.area)),
            (Words("集合地点", "Where to meet"), row.place_text),
            (Words("开始", "Begins"), row.starts_at),
            (Words("要几个人", "Wanted"), row.wanted),
        ]
        return [Fact(label, value) for label, value in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Who comes."""
        row = Muster.objects.get(pk=matter.pk)
        coming = list(those_who_come(row)) if seat.able("volunteer.manage") else []
        return [Panel("volunteers/_muster.html", {"row": row, "coming": coming})]


present("volunteers.muster", MusterShown())


def order_door(matter: "Matter", seat: Seat) -> Panel | None:
    """On an open request: order a volunteer for it."""
    if matter.ended_at is not None or not seat.able("dispatch"):
        return None
    return Panel("volunteers/_door.html", {"matter": matter})


present("volunteers.order", OrderShown())
# Volunteers take orders on their phone; a desk offers them.
offered_aside("volunteers.order", "accept", "decline", "take_over")
panel_beside("help.request", order_door)
