"""Disinfection of places, inspections of them, people held at a venue, and venues that close and open again."""

from django.db import models

from huying.kernel.words import Words
from huying.places.scope import Scoped


class Disinfection(Scoped):
    """A place to disinfect: why, by which method, who did it, what proves it."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measures_disinfection"
    )
    place = models.CharField(max_length=200)
    reason = models.TextField(max_length=1000)
    final = models.BooleanField(default=True)
    method = models.CharField(max_length=400, blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    proof = models.TextField(max_length=1000, blank=True)
    room = models.ForeignKey("measures.Room", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.place


class Inspection(Scoped):
    """An inspection of a site or another place: what was found, until when it is put right."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measures_inspection"
    )
    place = models.CharField(max_length=200)
    site = models.ForeignKey(
        "measures.Site", models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    findings = models.TextField(max_length=2000, blank=True)
    put_right = models.TextField(max_length=2000, blank=True)
    inspector = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["site"], name="measures_inspection_site")]

    def __str__(self) -> str:
        return self.place


class Hold(Scoped):
    """People held at a place for a time: how many, why, until when at the latest; what they need, ticked with times.

    `given` maps codes of the rule `measures.hold_needs` to the moment each was last given.
    """

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measures_hold"
    )
    place = models.CharField(max_length=200)
    reason = models.TextField(max_length=1000)
    people = models.PositiveIntegerField()
    children = models.PositiveIntegerField(default=0)
    expected_until = models.DateTimeField()
    given = models.JSONField(default=dict)
    told = models.TextField(max_length=1000, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.place


VENUE_STATES = {
    "closed": Words("临时关闭", "Closed for now"),
    "disinfecting": Words("正在消毒", "Being disinfected"),
    "open": Words("正常开放", "Open again"),
}


class Venue(Scoped):
    """A venue closed for a time; the matter beside it says where it stands.

    `registered` is its code where venues are kept, `zone` the zone that closed it; both empty for one closed by itself.
    """

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measures_venue"
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40, blank=True)
    reason = models.TextField(max_length=1000)
    authority = models.CharField(max_length=200)
    legal_basis = models.TextField(max_length=2000)
    expected_until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(max_length=1000, blank=True)
    registered = models.CharField(max_length=14, blank=True)
    zone = models.ForeignKey("measures.Zone", models.SET_NULL, null=True, blank=True, related_name="venues")

    class Meta:
        indexes = [models.Index(fields=["zone"], name="measures_venue_zone")]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "registered"], condition=models.Q(zone__isnull=False, opened_at=None),
                name="venue_closed_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
