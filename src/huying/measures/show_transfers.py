"""How transfers look on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat
from huying.places.queries import area_names

from .models.transfers import TO
from .queries import transfers as queries

if TYPE_CHECKING:
    from huying.matters.models import Matter


class TransferShown:
    """Transfers."""

    def lines(self, matters: "Sequence[Matter]") -> Mapping[int, Line]:
        """From where to where."""
        found = queries.transfers_of(matters)
        names = area_names({row.from_area for row in found.values()} | {row.area for row in found.values()})
        return {
            pk: Line(
                f"{names[row.from_area]} → {row.site or names[row.area]}", str(names[row.area]), [TO[row.to]]
            )
            for pk, row in found.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """How many, by when, in which vehicle."""
        row = queries.transfer_for(seat.area, matter.code)
        told: list[tuple[Words, Any]] = [
            (Words("人数", "People"), len(queries.passengers_of(row))),
            (Words("最晚", "Wanted by"), row.wanted_by),
            (Words("车牌", "Vehicle"), row.vehicle),
            (Words("司机", "Driver"), row.driver),
            (Words("防护要求", "Protection"), row.protection),
        ]
        return [Fact(label, value) for label, value in told if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Each link with who and when, and the way to the page of the driver and the receiver."""
        row = queries.transfer_for(seat.area, matter.code)
        context = {"links": queries.links_of(row), "url": reverse("transfer", args=[matter.code])}
        return [Panel("measures/_transfer.html", context)]


present("measures.transfer", TransferShown())
