"""How the groups of stairwells and their calls are shown."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.base.clock import now
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.roles import role_title
from huying.people.seats import Seat
from huying.places.queries import area_names

from .models import Stairwell, StairwellCall
from .queries.stairwells import FOUR, belongs, calls_of, members_of, reasons_of

if TYPE_CHECKING:
    from huying.matters.models import Matter

DRILL = Words("演练", "Drill")


class StairwellShown:
    """The group of a stairwell: why there is one, who belongs to it, what it was called for."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """The stairwell's name."""
        names = area_names({m.area for m in matters})
        return {m.pk: Line(str(names[m.area])) for m in matters}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """Why there is a group, since when, until when."""
        group = Stairwell.objects.select_related("matter").get(pk=matter.pk)
        found: list[tuple[Words, Any]] = [
            (Words("楼道", "Stairwell"), area_names([group.area])[group.area]),
            (Words("预先建立的原因", "Set up because"), group.why),
            (Words("最晚到", "Until"), group.until),
            (Words("解散于", "Dissolved"), group.closed_at),
        ]
        return [Fact(label, value) for label, value in found if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Members, reasons, calls and drills."""
        group = Stairwell.objects.select_related("matter").get(pk=matter.pk)
        members = members_of(group)
        reasons = reasons_of(group.area, group, now()) if group.closed_at is None else []
        inside = belongs(group.pk, seat.user_id)
        there = {one.role for one in members}
        context = {
            "members": [
                {
                    "title": role_title(one.role),
                    "name": one.user.get_full_name(),
                    # A colleague of the group is rung at once; everybody else asks at the desk.
                    "phone": one.user.phone if inside else "",
                }
                for one in members
            ],
            "missing": [role_title(role) for role in FOUR if role not in there] if group.closed_at is None else [],
            "reasons": [
                (one, reverse("matter", args=[one.code]) if seat.able("see") else "")
                for one in reasons
                if one.code != matter.code
            ],
            "calls": [(one, reverse("matter", args=[one.matter.code])) for one in calls_of(group)],
        }  # fmt: skip
        return [Panel("help/_stairwell_panel.html", context)]


class CallShown:
    """One call: who called, who answered, who went, what came of it."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """What it is about, and where."""
        rows = StairwellCall.objects.filter(pk__in=[m.pk for m in matters])
        names = area_names({m.area for m in matters})
        return {row.pk: Line(row.what, str(names[row.area]), [DRILL] if row.drill else []) for row in rows}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What it is about and what came of it."""
        row = StairwellCall.objects.get(pk=matter.pk)
        found: list[tuple[Words, Any]] = [
            (Words("什么事", "What it is"), row.what),
            (Words("谁呼的", "Called by"), row.called_by),
            (Words("结果", "What came of it"), row.outcome),
            (Words("演练", "Drill"), Words("是", "yes") if row.drill else None),
        ]
        return [Fact(label, value) for label, value in found if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The chain: called, answered, on the way, done; and the request it came from."""
        row = StairwellCall.objects.select_related("request__matter").get(pk=matter.pk)
        context = {"row": row, "steps": chain_of(row), "sees": seat.able("see")}
        return [Panel("help/_stairwell_call_panel.html", context)]


def chain_of(row: StairwellCall) -> list[dict[str, Any]]:
    """The four steps of a call, each with its time and name once it is done."""
    steps: list[dict[str, Any]] = []
    for title, at, by in (
        (Words("呼", "Called"), row.called_at, row.called_by),
        (Words("应", "Answered"), row.answered_at, row.answered_by),
        (Words("动", "On the way"), row.acting_at, row.acting_by),
        (Words("成", "Done"), row.done_at, row.done_by),
    ):
        here = at is None and all(step["done"] for step in steps)
        steps.append({"title": title, "done": at is not None, "now": here, "at": at, "by": by})
    return steps


present("help.stairwell", StairwellShown())
present("help.stairwell_call", CallShown())
