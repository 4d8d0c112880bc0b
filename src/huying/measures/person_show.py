"""How measures on persons, follow-ups and appeals look on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html

from huying.base.mask import mask_address, mask_identity, mask_name, mask_phone
from huying.kernel.words import Words
from huying.matters.presenting import Brief, Fact, Line, Panel, brief, panel_beside, present
from huying.people.seats import Seat

from . import measure_facts as facts
from . import terms
from .calendar import day_words
from .models import Appeal, FollowUp, Measure
from .queries import measures as queries

if TYPE_CHECKING:
    from huying.matters.models import Matter

NOT_FIT = Words("家里条件不够居家隔离，可改集中", "The home does not allow quarantine")
UNREAD = Words("告知书未送达", "Notice not handed over")


class MeasureShown:
    """Measures on persons."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Whose measure, of which kind."""
        rows = Measure.objects.in_bulk([m.pk for m in matters])
        return {
            pk: Line(
                f"{mask_name(row.name)} · {row.kind_words if row.decided_at else queries.category_words(row.category, row.area)}",
                marks=[UNREAD] if row.live and row.acknowledged_at is None else (),
            )
            for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What is known, masked; whole only by the recorded look of those who care."""
        row = _row(matter)
        whole = reverse("measure_contact", args=[matter.code]) if queries.may_see_whole(seat, row) else ""
        found: list[tuple[Words, Any, str]] = [
            (Words("类别", "Category"), queries.category_words(row.category, row.area), ""),
            (Words("姓名", "Name"), mask_name(row.name), whole),
            (Words("手机", "Phone"), mask_phone(row.phone), whole),
            (Words("证件", "Identity"), mask_identity(row.identity), whole),
            (Words("现住址", "Address"), mask_address(row.address), whole),
            (Words("末次暴露", "Last exposure"), row.exposed_at, ""),
            (Words("抵达", "Arrival"), row.arrived_on, ""),
            (Words("来源", "Source"), row.source, ""),
            (Words("同批", "Group"), row.cohort, ""),
            (Words("拟安排", "Place meant"), row.site_hint, ""),
            (Words("决定人", "Decided by"), row.decider if row.decided_at else "", ""),
            (Words("理由", "Reason"), row.grounds, ""),
            (Words("规则", "Rule"), row.rule_words if row.rule_zh else "", ""),
            (Words("法律依据", "Legal basis"), row.legal_basis, ""),
            (Words("应急响应", "Response"), row.response.title if row.response else "", ""),
            (Words("告知书", "Notice"), _notice(row, seat), ""),
        ]
        return [Fact(label, value, link) for label, value, link in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The days, the samples, the reports, who decided what, other measures on the person, the colour that follows."""
        row = _row(matter)
        if row.decided_at is None:
            others = list(queries.same_person(row))
            return [Panel("measures/_others.html", {"others": others})] if others else []
        made = row.calendar
        reports = [
            {
                "at": one.at,
                "what": " ".join(
                    part for part in (f"{int(one.celsius) / 10:.1f}℃" if one.celsius else "",
                                      facts.symptom_words(one.symptoms.split(",")) if one.symptoms else "", one.note) if part
                ),
                "tone": "bad" if one.abnormal else "good",
            }
            for one in row.checkups.order_by("-at")[:10]
        ]  # fmt: skip
        everything = [row, *queries.same_person(row)]
        context = {
            "row": row,
            "today": day_words(made, queries.today()),
            "stretches": [(terms.KINDS[s.kind], s.first, s.last, s.days) for s in made.stretches],
            "swabs": queries.swabs_of(row) if not row.destroyed_at else [],
            "reports": reports,
            "rulings": list(row.rulings.select_related("by").order_by("at", "pk")),
            "not_fit": NOT_FIT if row.kind == "quarantine_home" and row.own_room is False else "",
            "home": row.home if queries.may_see_whole(seat, row) else "",
            "status": (status := queries.status_for(everything, row.area)),
            "colour": terms.COLOURS[status.colour],
            "others": everything[1:],
            "appeal": reverse("measure_appeal_new") + f"?measure={matter.code}"
            if matter.ended_at is None
            else "",
        }
        return [Panel("measures/_measure.html", context)]


def _row(matter: "Matter") -> Measure:
    row = Measure.objects.select_related("response").get(pk=matter.pk)
    row.matter = matter
    return row


def _notice(row: Measure, seat: Seat) -> Any:
    if row.decided_at is None or row.destroyed_at is not None:
        return ""
    if not seat.able("measure.care"):
        return row.notice
    return format_html(
        '<a href="{}">{}</a>', reverse("measure_paper", args=[row.matter.code]), f"{row.notice} (PDF)"
    )


class FollowUpShown:
    """What has to be seen to."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """What, and whose."""
        rows = FollowUp.objects.select_related("measure").in_bulk([m.pk for m in matters])
        return {
            pk: Line(f"{mask_name(row.measure.name)} · {terms.WHATS[row.what]}") for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """The day, the outcome, the measure it hangs from."""
        row = FollowUp.objects.select_related("measure__matter").get(pk=matter.pk)
        link = format_html(
            '<a href="{}">{}</a>', reverse("matter", args=[row.measure.matter.code]), row.measure.matter.code
        )
        found = [Fact(Words("哪一天", "Day"), row.on), Fact(Words("措施", "Measure"), link)]
        return [*found, Fact(Words("结果", "Outcome"), row.outcome)] if row.outcome else found

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """None of its own."""
        return []


class AppealShown:
    """Appeals."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Against which measure."""
        rows = Appeal.objects.select_related("measure").in_bulk([m.pk for m in matters])
        return {
            pk: Line(f"{mask_name(row.measure.name)} · {row.measure.kind_words}") for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was said, found out and decided; by when it is needed."""
        row = queries.appeal_of(matter)
        found: list[tuple[Words, Any]] = [
            (Words("申诉说", "They say"), row.text),
            (Words("申诉人", "Who appeals"), row.by_whom),
            (Words("最晚何时要结果", "Needed by"), row.needed_by),
            (Words("核实情况", "Found out"), row.checked),
            (Words("决定理由", "Reasons"), row.reasons),
            (Words("对哪项措施", "Against"), _to(row.measure.matter.code)),
            (Words("随哪件求助", "With the request"), _to(row.request) if row.request else ""),
        ]
        return [Fact(label, value) for label, value in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """None of its own."""
        return []


def _to(code: str) -> Any:
    return format_html('<a href="{}">{}</a>', reverse("matter", args=[code]), code)


def appeal_door(matter: "Matter", seat: Seat) -> Panel | None:
    """On a call for help: file an appeal for the caller, and how those filed stand."""
    filed = queries.appeals_with(matter.code)
    if matter.ended_at is not None and not filed:
        return None
    return Panel("measures/_appeal_door.html", {"matter": matter, "filed": filed})


def measure_brief(matter: "Matter") -> Brief:
    """What a measure hands over to whoever does a part of it: the person and where they stay."""
    row = _row(matter)
    return Brief(title=str(row.kind_words), place=row.address, contact_name=row.name, contact_phone=row.phone)


present("measures.measure", MeasureShown())
present("measures.follow_up", FollowUpShown())
present("measures.appeal", AppealShown())
panel_beside("help.request", appeal_door)
brief("measures.measure", measure_brief)
