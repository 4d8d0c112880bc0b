"""How requests, emergencies and alerts look on desks: a line, the facts, panels."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode

from huying.kernel.words import Words
from huying.matters.presenting import Brief, Fact, Line, Panel, brief, present
from huying.people.queries import unit_names
from huying.people.seats import Seat

from . import (
    show_stairwells,  # noqa: F401 - found here by the name of this module
    terms,
)
from .models import Alert, Emergency, HelpRequest, Photo
from .queries.requests import (
    MATCHABLE,
    alerts_of,
    fitting,
    followers,
    masked,
    matched_with,
    may_see_contact,
    same_household,
)

if TYPE_CHECKING:
    from huying.matters.models import Matter

# How many offers or requests that fit are shown beside one.
PAIRS = 5
QUARANTINE = Words("居家隔离", "Under quarantine")
FACTS = Words("内容", "What was said")


def marks_of(row: HelpRequest | Emergency) -> list[Words]:
    """What stands out in a list: quarantine and vulnerable people."""
    found = [QUARANTINE] if row.under_quarantine else []
    return found + [terms.term(terms.VULNERABLE, code) for code in row.vulnerable]


def _reveal(matter: "Matter", seat: Seat) -> str:
    """The page that shows a contact in full, when this seat may see it."""
    return reverse("help_contact", args=[matter.code]) if may_see_contact(seat, matter) else ""


class RequestShown:
    """Requests, offers and enquiries."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """The headline and place of each."""
        rows = HelpRequest.objects.filter(pk__in=[m.pk for m in matters]).select_related("category")
        return {
            row.pk: Line(
                row.headline,
                row.place_text,
                [
                    row.category.words,
                    *([] if row.urgency != "high" else [terms.URGENCIES["high"]]),
                    *marks_of(row),
                ],
            )
            for row in rows
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """All that was said, the contact masked."""
        row = HelpRequest.objects.select_related("category", "channel").get(pk=matter.pk)
        known, reveal = masked(row), _reveal(matter, seat)
        found: list[tuple[Words, Any, str]] = [
            (row.kind_words, row.text, ""),
            (Words("类别", "Category"), row.category.words, ""),
            (Words("紧急程度", "Urgency"), terms.URGENCIES[row.urgency], ""),
            (Words("最晚办好", "Needed by"), row.needed_by, ""),
            (Words("涉及人数", "People"), row.people_affected, ""),
            (Words("特殊情况", "Who is there"), _listed(marks_of(row)), ""),
            (Words("联系人", "Contact"), known.name, reveal),
            (Words("电话", "Phone"), known.phone, reveal),
            (Words("地点", "Place"), row.place_text, ""),
            (Words("房号", "Room"), "***" if row.room else "", reveal),
            (Words("渠道", "Channel"), row.channel.words, ""),
            (Words("外部工单", "Outside ticket"), f"{row.external_system} {row.external_ref}".strip(), ""),
            (Words("答复", "Answer"), row.answer, ""),
            (Words("结果", "Outcome"), terms.OUTCOMES.get(row.outcome), ""),
            (Words("原因", "Reason"), row.outcome_reason, ""),
            (Words("评分", "Rating"), row.rating, ""),
            (Words("求助人的话", "The caller's words"), row.thanks, ""),
        ]
        return [Fact(label, value, reveal) for label, value, reveal in found if value not in ("", None, [])]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Pictures, what was merged here, and other open requests of the same people."""
        rows = HelpRequest.objects.select_related("category", "kept_in__matter", "follows__matter")
        row = rows.get(pk=matter.pk)
        context = {
            "row": row,
            "pairs": self._pairs(matter, row, seat),
            "matches": list(matched_with(row)),
            "photos": list(Photo.objects.filter(matter=matter).order_by("added_at")),
            "merged": list(followers(row)),
            "household": list(same_household(row)[:10]),
        }
        return [Panel("help/_request_panel.html", context)]

    def _pairs(self, matter: "Matter", row: HelpRequest, seat: Seat) -> list[tuple[HelpRequest, str]]:
        """Offers that fit a request in hand, requests that fit an open offer, each with the page that matches them."""
        if row.kind == "enquiry" or row.closed_at is not None:
            return []
        if row.kind == "request" and matter.state not in MATCHABLE:
            return []
        found = []
        for other in fitting(row, seat.area)[:PAIRS]:
            offer, asked = (
                (matter.code, other.matter.code) if row.kind == "offer" else (other.matter.code, matter.code)
            )
            found.append((other, f"{reverse('act', args=[asked, 'match'])}?{urlencode({'offer': offer})}"))
        return found


def _listed(words: Sequence[Words]) -> Words | None:
    if not words:
        return None
    return Words("、".join(w.zh for w in words), ", ".join(w.en for w in words))


class EmergencyShown:
    """Emergencies."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """What happened, and where."""
        rows = Emergency.objects.filter(pk__in=[m.pk for m in matters])
        return {row.pk: Line(row.what, row.place_text, marks_of(row)) for row in rows}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What happened and the three stamps."""
        row = Emergency.objects.get(pk=matter.pk)
        known, reveal = masked(row), _reveal(matter, seat)
        found: list[tuple[Words, Any, str]] = [
            (Words("出了什么事", "What happened"), row.what, ""),
            (Words("地点", "Place"), row.place_text, ""),
            (Words("房号", "Room"), "***" if row.room else "", reveal),
            (Words("人数", "People"), row.people_affected, ""),
            (Words("特殊情况", "Who is there"), _listed(marks_of(row)), ""),
            (Words("联系人", "Contact"), known.name, reveal),
            (Words("电话", "Phone"), known.phone, reveal),
            (Words("车辆", "Vehicle"), row.transport, ""),
            (Words("医院", "Hospital"), row.hospital, ""),
        ]
        return [Fact(label, value, reveal) for label, value, reveal in found if value not in ("", None, [])]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The stamps and who has acknowledged."""
        row = Emergency.objects.get(pk=matter.pk)
        told = list(alerts_of(row))
        names = unit_names((alert.unit, alert.unit_area) for alert in told)
        alerts = [(names.get((a.unit, a.unit_area)) or terms.term(terms.UNITS, a.unit), a) for a in told]
        context = {"row": row, "stamps": row.stamps, "alerts": alerts}
        return [Panel("help/_emergency_panel.html", context)]


class AlertShown:
    """Alerts: each shows the emergency it is about."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """The emergency, and the unit that has to acknowledge."""
        rows = Alert.objects.filter(pk__in=[m.pk for m in matters]).select_related("emergency")
        return {
            row.pk: Line(
                row.emergency.what,
                row.emergency.place_text,
                [terms.term(terms.UNITS, row.unit), *marks_of(row.emergency)],
            )
            for row in rows
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """The emergency's facts."""
        row = Alert.objects.select_related("emergency__matter").get(pk=matter.pk)
        return EmergencyShown().facts(row.emergency.matter, seat)

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The emergency's panels."""
        row = Alert.objects.select_related("emergency__matter").get(pk=matter.pk)
        return EmergencyShown().panels(row.emergency.matter, seat)


def request_brief(matter: "Matter") -> Brief:
    """What a volunteer or another office needs to do their part of a request."""
    row = HelpRequest.objects.get(pk=matter.pk)
    return Brief(
        row.headline, row.text, row.place_text, row.room, row.contact_name, row.contact_phone, row.needed_by
    )


brief("help.request", request_brief)
present("help.request", RequestShown())
present("help.emergency", EmergencyShown())
present("help.alert", AlertShown())
