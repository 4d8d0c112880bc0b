"""How specimens and joint checks look on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.base.mask import mask_name, mask_phone
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat

from .models import JointCheck, Specimen
from .queries import circumstances_at, may_see_person, missing_subjects

if TYPE_CHECKING:
    from huying.matters.models import Matter


class SpecimenShown:
    """Specimens: the tube is what they are called by."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Which tube, of what."""
        rows = Specimen.objects.in_bulk([one.pk for one in matters])
        return {
            pk: Line(f"{row.tube} · {row.subject_words} {row.what}".strip(), row.place)
            for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was taken and what came of it; whose it is never to a laboratory."""
        row = Specimen.objects.select_related("matter", "check_of__matter").get(pk=matter.pk)
        why = circumstances_at(row.area, matter.opened_at).get(row.circumstance)
        found: list[tuple[Words, Any, str]] = [
            (Words("试管", "Tube"), row.tube, ""),
            (Words("为什么采", "Why"), why.words() if why else row.circumstance, ""),
            (Words("采的什么", "What"), row.what, ""),
            (Words("场所", "Place"), row.place, ""),
            (Words("采样时间", "Taken at"), row.taken_at, ""),
            (Words("要测序", "To be sequenced"), Words("是", "yes") if row.to_sequence else None, ""),
            (Words("分型", "Lineage"), row.lineage, ""),
            (Words("序列编号", "Accession"), row.accession, ""),
            (Words("没能测序的原因", "Why not sequenced"), row.why_not, ""),
        ]
        if row.name and not seat.able("specimen.test"):
            look = reverse("specimen_contact", args=[matter.code]) if may_see_person(seat, row) else ""
            found += [
                (Words("姓名", "Name"), mask_name(row.name), look),
                (Words("电话", "Phone"), mask_phone(row.phone), look),
            ]
        return [Fact(label, value, look) for label, value, look in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Nothing more."""
        return []


class JointShown:
    """Joint checks."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Which place."""
        rows = JointCheck.objects.in_bulk([one.pk for one in matters])
        return {pk: Line(row.place) for pk, row in rows.items()}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """Why, and how it ended."""
        row = JointCheck.objects.get(pk=matter.pk)
        found = [(Words("为什么查", "Why"), row.reason), (Words("结果", "Outcome"), row.outcome)]
        return [Fact(label, value) for label, value in found if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The three subjects, what each has and lacks, and the way to take another."""
        row = JointCheck.objects.select_related("matter").get(pk=matter.pk)
        context = {
            "row": row, "matter": matter, "gaps": missing_subjects(row), "open": matter.ended_at is None,
            "specimens": list(row.specimens.select_related("matter").order_by("subject", "pk")),
            "may_take": seat.able("specimen.take"),
        }  # fmt: skip
        return [Panel("sampling/_joint.html", context)]


present("sampling.specimen", SpecimenShown())
present("sampling.joint_check", JointShown())
