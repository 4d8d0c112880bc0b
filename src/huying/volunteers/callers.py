"""What the residents' door learns of volunteering: signing up, and the record of whoever's phone it is."""

from collections.abc import Sequence

from django.urls import reverse

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.people.door import Caller, DoorRow

from .models import Application, Volunteer


class Applicants:
    """`people.door.Lookup` over those who signed up."""

    def codes_of(self, phone_hash: bytes) -> Sequence[str]:
        """The codes of what was signed up with a phone, the newest first."""
        rows = Application.objects.filter(phone_hash=phone_hash).order_by("-proved_at")
        return list(rows.values_list("matter__code", flat=True))

    def phone_of(self, code: str) -> str | None:
        """The phone somebody signed up with."""
        row = Application.objects.filter(matter__code=code).first()
        return row.phone if row else None

    def rows_of(self, codes: Sequence[str]) -> Sequence[DoorRow]:
        """Each with how it stands and its page."""
        kind = kind_of("volunteers.joining")
        rows = Application.objects.filter(matter__code__in=codes).select_related("matter")
        return [
            DoorRow(
                row.matter.code,
                reverse("volunteer_joining", args=[row.matter.code]),
                kind.title,
                kind.states[row.matter.state].title,
                row.matter.opened_at,
            )
            for row in rows.order_by("-proved_at")
        ]


def volunteering_of(caller: Caller) -> Sequence[DoorRow]:
    """The way to one's own orders and hours, for whoever is a volunteer by the phone in their hand."""
    if not caller.phone_hash or not Volunteer.objects.filter(phone_hash=caller.phone_hash).exists():
        return []
    return [
        DoorRow(
            "",
            reverse("volunteer_home"),
            Words("志愿服务：接单、报到、时长", "Volunteering: orders, check-in, hours"),
        )
    ]


APPLICANTS = Applicants()
