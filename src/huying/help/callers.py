"""What the residents' door learns of requests and emergencies."""

from collections.abc import Sequence

from django.urls import reverse

from huying.kernel.kinds import kind_of
from huying.people.door import DoorRow

from .models import Emergency, HelpRequest


class Callers:
    """`people.door.Lookup` over requests and emergencies."""

    def codes_of(self, phone_hash: bytes) -> Sequence[str]:
        """The codes of what was told with a phone, the newest first."""
        found = [
            row
            for model in (HelpRequest, Emergency)
            for row in model._default_manager.filter(phone_hash=phone_hash).values_list(
                "matter__opened_at", "matter__code"
            )
        ]
        return [code for _, code in sorted(found, reverse=True)]

    def phone_of(self, code: str) -> str | None:
        """The phone a request or an emergency was told with."""
        row: HelpRequest | Emergency | None = (
            HelpRequest.objects.filter(matter__code=code).only("contact_phone").first()
            or Emergency.objects.filter(matter__code=code).only("contact_phone").first()
        )
        return row.contact_phone or None if row else None

    def rows_of(self, codes: Sequence[str]) -> Sequence[DoorRow]:
        """Each with what it is called, how it stands and where its page is, the newest first."""
        requests = HelpRequest.objects.filter(matter__code__in=codes).select_related("matter")
        emergencies = Emergency.objects.filter(matter__code__in=codes).select_related("matter")
        rows = [(row.matter, row.headline) for row in requests] + [
            (row.matter, str(row)) for row in emergencies
        ]
        rows.sort(key=lambda row: row[0].opened_at, reverse=True)
        return [
            DoorRow(
                matter.code,
                reverse("help_mine", args=[matter.code]),
                title,
                kind_of(matter.kind).states[matter.state].title,
                matter.opened_at,
            )
            for matter, title in rows
        ]


CALLERS = Callers()
