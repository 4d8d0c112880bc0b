"""Shifts an office must fill, people put on them, swaps they agree on, and gaps."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.places.scope import Scoped

from .terms import WHATS


class Pattern(Scoped):
    """A shift of every day that an office must fill: from when, how long, by how many; `area` is the office's.

    `begins` is local time; a shift may reach past midnight.
    """

    unit = models.CharField(max_length=60)
    begins = models.TimeField()
    hours = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["area", "unit"], name="roster_pattern_desk")]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=24), name="roster_pattern_hours"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="roster_pattern_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.begins:%H:%M}+{self.hours}h"

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on a local day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Turn(Scoped):
    """Somebody on a shift of an office; one taken off again stays, with who took it off and why."""

    unit = models.CharField(max_length=60)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="turns", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True, blank=True)
    put_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    put_at = models.DateTimeField(default=now)
    off_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    off_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "unit", "starts_at"], name="roster_turn_desk"),
            models.Index(fields=["user", "starts_at"], name="roster_turn_user"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="roster_turn_ends"),
            models.UniqueConstraint(
                fields=["user", "starts_at"], condition=Q(off_at=None), name="roster_turn_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_at:%F %H:%M}"


class Swap(Scoped):
    """Somebody asks a colleague to take a shift over; nothing changes until they agree."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="swaps")
    to = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["to"], name="roster_swap_open", condition=Q(answered_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["turn"], condition=Q(answered_at=None), name="roster_swap_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.turn_id} -> {self.to_id}"


class Gap(Scoped):
    """A shift with nobody on it, or to which nobody came; the matter beside it says who has to close it."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="roster_gap"
    )
    unit = models.CharField(max_length=60)
    what = models.CharField(max_length=12, choices=[(code, code) for code in WHATS])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    outcome = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "unit", "starts_at"], name="roster_gap_desk")]

    def __str__(self) -> str:
        return f"{self.unit} {self.starts_at:%F %H:%M}"
