"""Quarantine sites: their rooms with who did what to them when, who stays there, who works there, inspections."""

from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.kernel.words import Words
from huying.places.scope import Scoped

# What a room goes through, in this order and round again.
ROOM_STATES = {
    "free": Words("可入住", "Free"),
    "occupied": Words("有人住", "Occupied"),
    "to_disinfect": Words("待消毒", "To be disinfected"),
    "disinfected": Words("已消毒，待验收", "Disinfected, to be inspected"),
}
NEXT_STATE = {"to_disinfect": "disinfected", "disinfected": "free"}
STATE_CHOICES = [(code, words.zh) for code, words in ROOM_STATES.items()]


class Site(Scoped):
    """A place where people are quarantined; `kind` is a code of the rule `measures.site_kinds`."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    response = models.ForeignKey(
        "rulebook.Response", models.PROTECT, null=True, blank=True, related_name="measures_sites"
    )
    opened_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "closed_at"], name="measures_site_area")]

    def __str__(self) -> str:
        return self.name


class Room(Scoped):
    """A room of a site and what state it is in; `turned_by` did the last step."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    floor = models.SmallIntegerField()
    number = models.CharField(max_length=12)
    beds = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=STATE_CHOICES, default="free")
    turned_at = models.DateTimeField(default=now)
    turned_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="measures_room_once"),
            models.CheckConstraint(condition=Q(beds__gte=1), name="measures_room_beds"),
        ]
        indexes = [models.Index(fields=["site", "state", "floor"], name="measures_room_state")]

    def __str__(self) -> str:
        return self.number


class RoomTurn(Scoped):
    """One step of a room, written once: into which state, when, by whom."""

    append_only = True

    room = models.ForeignKey(Room, models.PROTECT, related_name="turns")
    state = models.CharField(max_length=12, choices=STATE_CHOICES)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["room", "at"], name="measures_room_turn")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.state}"


class Stay(Scoped):
    """Somebody in a room, from when until when. `measure` is the code of the matter of their measure.

    `cohort` is what they were exposed to together, such as a flight; `carer` whom they may not be parted from.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="stays")
    name = EncryptedText()
    phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="phone", purpose="phone")
    resident = models.ForeignKey("people.Resident", models.SET_NULL, null=True, blank=True, related_name="+")
    measure = models.CharField(max_length=14, blank=True)
    cohort = models.CharField(max_length=40, blank=True)
    carer = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="wards")
    transfer = models.CharField(max_length=14, blank=True)
    # Whether the person's data were destroyed after the response had ended.
    blanked = models.BooleanField(default=False)
    came_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)
    placed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")),
                name="measures_stay_forwards",
            )
        ]
        indexes = [
            models.Index(fields=["room", "left_at"], name="measures_stay_room"),
            models.Index(fields=["measure"], name="measures_stay_measure"),
            models.Index(fields=["cohort", "left_at"], name="measures_stay_cohort"),
        ]

    def __str__(self) -> str:
        return f"stay {self.pk}"


class SiteStaff(Scoped):
    """Somebody who works at a site, and at this one only, from when until when."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="staff")
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    work = models.CharField(max_length=60)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(until__isnull=True), name="measures_staff_one_site"
            )
        ]
        indexes = [models.Index(fields=["site", "until"], name="measures_site_staff")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.user_id}"
