"""How declarations, surveys and re-checks look on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.base.mask import mask_address, mask_name, mask_phone
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat
from huying.places.queries import area_name, area_names
from huying.rulebook.queries import categories
from huying.screening import travel_terms as terms
from huying.screening.models import Declaration, Inspection, Survey
from huying.screening.queries.applies import applies
from huying.screening.queries.outreach import survey_missing
from huying.screening.queries.travel import declarations_of, together
from huying.screening.services.travel import arrival_day

if TYPE_CHECKING:
    from huying.matters.models import Matter


def _label(row: Declaration) -> Words | None:
    known = categories(row.area)
    return known[row.category].title if row.category in known else None


class DeclarationShown:
    """Declarations of travel."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Who, from which train, into which category."""
        rows = declarations_of(matters)
        names = area_names({row.area for row in rows.values()})
        return {
            pk: Line(
                f"{mask_name(row.name)} {terms.TRANSPORTS.get(row.transport, '')} {row.number}".strip(),
                str(names[row.area]),
                [word for word in (_label(row),) if word] + [terms.SYMPTOMS[one] for one in row.symptoms if one in terms.SYMPTOMS],
            )
            for pk, row in rows.items()
        }  # fmt: skip

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """All that was declared; who it is masked."""
        row = declarations_of([matter])[matter.pk]
        reveal = reverse("arrival_contact", args=[matter.code])
        found: list[tuple[Words, Any, str]] = [
            (Words("报备", "Declared"), terms.WAYS[row.way], ""),
            (Words("姓名", "Name"), mask_name(row.name), reveal),
            (Words("电话", "Phone"), mask_phone(row.phone), reveal),
            (Words("到达", "Arrival"), row.arrived_at or row.arrives_at, ""),
            (Words("方式", "By"), f"{terms.TRANSPORTS.get(row.transport, '')} {row.number} {row.seat}".strip(), ""),
            (Words("住处", "Stays in"), f"{area_name(row.area, from_grade='street')} {mask_address(row.place_text)}".strip(), reveal),
            (Words("单位、酒店、学校", "Site"), "、".join(one.name for one in row.reached.all()), ""),
            (Words("最近检测", "Last test"), terms.RESULTS[row.test_result], ""),
            (Words("采样时间", "Sampled"), row.test_at, ""),
            (Words("谁填的", "Filled in by"), terms.DECLARANTS.get(row.declarant, ""), ""),
            (Words("怎么来的", "Channel"), terms.CHANNELS.get(row.channel, ""), ""),
            (Words("告知书", "Notice shown"), row.notice_version, ""),
            (Words("结果", "Outcome"), row.outcome, ""),
        ]  # fmt: skip
        return [Fact(label, value, address) for label, value, address in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """What applies and why, the stays, earlier versions, and who came the same way."""
        row = declarations_of([matter])[matter.pk]
        context = {
            "row": row, "matter": matter,
            "applies": applies(row.area, row.category, row.sure, row.reasons, arrival_day(row)),
            "stays": list(row.stays.order_by("came", "pk")), "versions": list(row.versions.order_by("-number")),
            "together": list(together(row).filter(area__range=_span(seat.area))[:50]), "open": matter.ended_at is None,
        }  # fmt: skip
        return [Panel("screening/_declaration.html", context, acts=("correct",))]


def _span(area: str) -> tuple[str, str]:
    from huying.places.codes import span

    return span(area)


class SurveyShown:
    """Surveys of sites."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Which site, how many."""
        rows = Survey.objects.select_related("site").in_bulk([one.pk for one in matters])
        return {
            pk: Line(row.site.name, "", [Words(f"{row.staff}人", f"{row.staff} people")])
            for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """How far it is."""
        row = Survey.objects.select_related("site").get(pk=matter.pk)
        missing, _ = survey_missing(row)
        return [
            Fact(Words("单位", "Site"), row.site.name),
            Fact(Words("应报", "People"), row.staff),
            Fact(Words("还差", "Missing"), missing),
            Fact(Words("问最近几天", "Days"), row.days),
        ]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The door to the answers."""
        return [Panel("screening/_survey.html", {"code": matter.code}, acts=("answer",))]


class InspectionShown:
    """Re-checks."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Which line, and which file."""
        rows = Inspection.objects.select_related("declaration__matter").in_bulk([one.pk for one in matters])
        return {
            pk: Line(
                f"{mask_name(row.declaration.name)} · {terms.LINES[row.line]}", row.declaration.matter.code
            )
            for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was found and what was done."""
        row = Inspection.objects.select_related("declaration__matter").get(pk=matter.pk)
        found: list[tuple[Words, Any]] = [
            (Words("哪条线", "Line"), terms.LINES[row.line]),
            (Words("复核哪份", "File"), row.declaration.matter.code),
            (Words("发现的问题", "Found"), row.finding),
            (Words("整改", "Put right"), row.rectified),
        ]
        return [Fact(label, value) for label, value in found if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The door to the file."""
        row = Inspection.objects.select_related("declaration__matter").get(pk=matter.pk)
        return [Panel("screening/_inspection.html", {"code": row.declaration.matter.code})]


present("screening.declaration", DeclarationShown())
present("screening.survey", SurveyShown())
present("screening.inspection", InspectionShown())
