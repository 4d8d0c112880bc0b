"""How daily rounds look on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from huying.base.spans import day_words
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat
from huying.screening.models import Round, RoundLine

if TYPE_CHECKING:
    from huying.matters.models import Matter


class RoundShown:
    """Daily rounds."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Of which day, how far."""
        ids = [one.pk for one in matters]
        rows = Round.objects.filter(pk__in=ids).annotate(left=Count("lines", filter=Q(lines__state="open")))
        told = Words("{day}排摸，还剩 {n} 户", "Round of {day}, {n} doors left")
        return {row.pk: Line(str(told.fill(day=day_words(row.day, row.day), n=row.left))) for row in rows}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """The sums of the day."""
        found = dict(
            RoundLine.objects.filter(round=matter.pk).values_list("state").annotate(n=Count("id")).order_by()
        )
        words = {
            "same": Words("和上次一样", "As before"), "changed": Words("有变化", "Changed"),
            "absent": Words("没联系上", "Not reached"), "open": Words("还没问", "Not asked yet"),
        }  # fmt: skip
        return [Fact(Words("要问", "Doors"), sum(found.values()))] + [
            Fact(words[state], found.get(state, 0)) for state in words
        ]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The way to the doors."""
        return [] if matter.ended_at else [Panel("screening/_round.html", {})]


present("screening.round", RoundShown())
