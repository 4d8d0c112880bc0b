"""Quick-response groups of stairwells: why there is one, who belongs to it, what it was called for."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.places.scope import Scoped


class Stairwell(Scoped):
    """The group of one stairwell, while somebody there is at home or it was set up in advance."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="help_stairwell"
    )
    # Set up in advance: why, and until when at the latest.
    why = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("area",), condition=Q(closed_at=None), name="help_stairwell_one_group"
            ),
        )

    def __str__(self) -> str:
        return f"stairwell {self.area}"


class StairwellMember(Scoped):
    """Somebody of the four posts in a group, from when until when."""

    group = models.ForeignKey(Stairwell, models.CASCADE, related_name="members")
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("group", "user", "role"), condition=Q(left_at=None), name="help_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="help_member_leaves_later"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.group_id}"


class StairwellCall(Scoped):
    """The group was called: each of the three answers has a time and a name."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="help_stairwell_call"
    )
    group = models.ForeignKey(Stairwell, models.CASCADE, related_name="calls")
    request = models.ForeignKey(
        "help.HelpRequest", models.SET_NULL, null=True, blank=True, related_name="stairwell_calls"
    )
    what = models.CharField(max_length=500)
    drill = models.BooleanField(default=False)
    called_at = models.DateTimeField()
    called_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    acting_at = models.DateTimeField(null=True, blank=True)
    acting_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = (models.Index(fields=("group", "-called_at"), name="help_stairwell_calls"),)

    def __str__(self) -> str:
        return self.what[:40]

    @property
    def took(self) -> dt.timedelta | None:
        """From the call to its end; None while it runs."""
        return self.done_at - self.called_at if self.done_at else None

    @property
    def answer_took(self) -> dt.timedelta | None:
        """From the call to the first answer; None before there is one."""
        return self.answered_at - self.called_at if self.answered_at else None
