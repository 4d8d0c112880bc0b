"""How gaps look on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from huying.base.clock import now
from huying.base.spans import moment_words
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat

from .models import Gap
from .queries import local_day, may_plan, monday, names_of
from .terms import WHATS

if TYPE_CHECKING:
    from huying.matters.models import Matter


class GapShown:
    """Gaps in rosters."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Which office, which shift."""
        rows = Gap.objects.in_bulk([one.pk for one in matters])
        names, at = names_of((row.unit, row.area) for row in rows.values()), now()
        return {
            pk: Line(
                f"{names[row.unit, row.area]} {moment_words(localtime(row.starts_at), at)}",
                "",
                [WHATS[row.what]],
            )
            for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """The shift."""
        row = Gap.objects.get(pk=matter.pk)
        found = [
            (Words("班次开始", "The shift begins"), row.starts_at),
            (Words("班次结束", "The shift ends"), row.ends_at),
            (Words("原因", "Reason"), row.outcome),
        ]
        return [Fact(label, value) for label, value in found if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The way to the plan, for whoever arranges it."""
        row = Gap.objects.get(pk=matter.pk)
        if matter.ended_at is not None or not may_plan(seat, (row.unit, row.area)):
            return []
        week = monday(local_day(row.starts_at))
        return [Panel("rosters/_gap.html", {"row": row, "week": f"{week:%F}"})]


present("rosters.gap", GapShown())
