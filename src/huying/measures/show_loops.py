"""How the closed loop looks on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from huying.base.mask import mask_name
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat

from .models import Loop

if TYPE_CHECKING:
    from huying.matters.models import Matter


class LoopShown:
    """Closed loops."""

    def lines(self, matters: "Sequence[Matter]") -> Mapping[int, Line]:
        """Who, masked, and where they came with."""
        found = Loop.objects.in_bulk([one.pk for one in matters])
        return {pk: Line(f"{mask_name(row.name)} {row.cohort}".strip()) for pk, row in found.items()}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What they came with, and their measure."""
        row = Loop.objects.get(pk=matter.pk)
        told = [(Words("航班、船次", "Flight or ship"), row.cohort), (Words("管控编号", "Measure"), row.measure), (Words("结果", "Outcome"), row.outcome)]  # fmt: skip
        return [Fact(label, value) for label, value in told if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The way to its page, where the steps that name the next owner are made."""
        return [Panel("measures/_loop.html", {"code": matter.code}, acts=("pass_on", "acknowledge"))]


present("measures.loop", LoopShown())
