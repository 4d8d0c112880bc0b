"""What the residents' door learns of declarations and sites."""

from collections.abc import Sequence

from django.urls import reverse

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.people.door import DoorRow

from .models import Declaration, Site
from .travel_terms import REGISTERED

TITLE = Words("来返报备", "Declaration of travel")


class Travellers:
    """`people.door.Lookup` over declarations and sites."""

    def codes_of(self, phone_hash: bytes) -> Sequence[str]:
        """The codes of what was declared with a phone, the newest first, and of the sites it answers for."""
        declared = Declaration.objects.filter(phone_hash=phone_hash).order_by("-declared_at")
        sites = Site.objects.filter(phone_hash=phone_hash).order_by("pk")
        return [*declared.values_list("matter__code", flat=True), *sites.values_list("code", flat=True)]

    def phone_of(self, code: str) -> str | None:
        """The phone a declaration was made with, or that of a site's contact."""
        row = Declaration.objects.filter(matter__code=code).only("phone").first()
        if row is not None:
            return row.phone or None
        site = Site.objects.filter(code=code).only("contact_phone").first()
        return site.contact_phone or None if site else None

    def rows_of(self, codes: Sequence[str]) -> Sequence[DoorRow]:
        """Each with what it is called, how it stands and where its page is."""
        rows = (
            Declaration.objects.filter(matter__code__in=codes)
            .select_related("matter")
            .order_by("-declared_at")
        )
        found = [
            DoorRow(
                row.matter.code, reverse("declare_mine", args=[row.matter.code]), TITLE,
                kind_of(row.matter.kind).states[row.matter.state].title, row.declared_at,
            )
            for row in rows
        ]  # fmt: skip
        sites = Site.objects.filter(code__in=codes).order_by("pk")
        return [
            *found,
            *(DoorRow(s.code, reverse("at_site", args=[s.code]), s.name, REGISTERED[s.kind]) for s in sites),
        ]


TRAVELLERS = Travellers()
