"""How zones look on desks: a line, the facts, the lift conditions and the places beside the history."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat
from huying.places.queries import area_name, area_names

from .posters import SERVICES
from .queries import zones as queries

if TYPE_CHECKING:
    from huying.matters.models import Matter


class ZoneShown:
    """Zones."""

    def lines(self, matters: "Sequence[Matter]") -> Mapping[int, Line]:
        """Its name, where it lies, its kind."""
        found = queries.zones_of(matters)
        names = area_names({zone.area for zone in found.values()})
        return {pk: Line(zone.name, str(names[zone.area]), _kind(zone)) for pk, zone in found.items()}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """Who decided what on which basis until when."""
        zone = queries.zone_for(seat.area, matter.code)
        told: list[tuple[Words, Any]] = [
            (Words("种类", "Kind"), "、".join(str(one) for one in _kind(zone))),
            (Words("范围", "Area"), area_name(zone.area)),
            (Words("决定机关", "Issuing authority"), zone.authority),
            (Words("法律依据", "Legal basis"), zone.legal_basis),
            (Words("应急响应", "Response"), zone.response.title if zone.response else ""),
            (Words("原因", "Reason"), zone.reason),
            (Words("为什么划这么大", "Why it is so large"), zone.why_larger),
            (Words("开始", "In force from"), zone.effective_from),
            (Words("起算", "Days count from"), zone.clock_start),
            (Words("预计到", "Expected until"), zone.expected_until),
            *((words, zone.service.get(code, "")) for code, words in SERVICES.items()),
            (Words("服务电话", "Service phone"), zone.service_phone),
            (Words("提出人", "Proposed by"), zone.proposed_by.get_full_name() if zone.proposed_by else ""),
            (Words("决定人", "Decided by"), zone.decided_by.get_full_name() if zone.decided_by else ""),
            (Words("结果说明", "Outcome"), zone.outcome),
        ]
        return [Fact(label, value) for label, value in told if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Whom it reaches, and how far the conditions for lifting are."""
        zone = queries.zone_for(seat.area, matter.code)
        places = queries.places_of(zone)
        context = {
            "zone": zone,
            "conditions": queries.lift_state(zone),
            "reach": queries.reach_of(places).words if matter.ended_at is None else None,
            "places": len(places),
            "url": reverse("zone", args=[matter.code]),
        }
        return [Panel("measures/_zone.html", context)]


def _kind(zone: Any) -> list[Words]:
    found = queries.zone_kind(zone.kind, zone.area)
    return [found[0].title] if found else [Words(zone.kind, zone.kind)]


present("measures.zone", ZoneShown())
