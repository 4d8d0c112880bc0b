"""What the residents' door learns of measures and appeals."""

from collections.abc import Sequence

from django.urls import reverse

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.people.door import DoorRow

from .models import Appeal, Measure


class Callers:
    """`people.door.Lookup` over measures and appeals."""

    def codes_of(self, phone_hash: bytes) -> Sequence[str]:
        """The codes of what was told with a phone, the newest first."""
        found = [
            row
            for model in (Measure, Appeal)
            for row in model._default_manager.filter(phone_hash=phone_hash).values_list(
                "matter__opened_at", "matter__code"
            )
        ]
        return [code for _, code in sorted(found, reverse=True)]

    def phone_of(self, code: str) -> str | None:
        """The phone of the person under a measure, or of whoever appealed."""
        row = Measure.objects.filter(matter__code=code).only("phone").first()
        if row is not None:
            return row.phone or None
        appeal = Appeal.objects.filter(matter__code=code).only("contact_phone").first()
        return appeal.contact_phone or None if appeal else None

    def rows_of(self, codes: Sequence[str]) -> Sequence[DoorRow]:
        """Each with what it is called, how it stands and where its page is, the newest first."""
        rows = [
            (row.matter, row.kind_words if row.decided_at else Words("管控措施", "Measure"), "measure_mine")
            for row in Measure.objects.filter(matter__code__in=codes).select_related("matter")
        ]
        rows += [
            (row.matter, Words("申诉", "Appeal"), "measure_appeal_mine")
            for row in Appeal.objects.filter(matter__code__in=codes).select_related("matter")
        ]
        rows.sort(key=lambda row: row[0].opened_at, reverse=True)
        return [
            DoorRow(
                matter.code,
                reverse(page, args=[matter.code]),
                title,
                kind_of(matter.kind).states[matter.state].title,
                matter.opened_at,
            )
            for matter, title, page in rows
        ]


CALLERS = Callers()
