"""Responsibility teams: who answers for a building or for a person under a measure, in which role, since when."""

from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText
from huying.places.scope import Scoped


class TeamMember(Scoped):
    """Somebody who answers for a place, or for one person there, in one role of the rule `measures.team_roles`.

    `about` is empty for a place, else what the team is for: the code of a measure's matter, or `resident:<id>`.
    `user` is the account where they have one; name and telephone stand on the door of a place.
    """

    role = models.CharField(max_length=40)
    about = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="measures_teams"
    )
    name = models.CharField(max_length=60)
    phone = EncryptedText(blank=True, default="")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "about", "role", "name"],
                condition=Q(until__isnull=True),
                name="measures_team_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="measures_team_forwards"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "about", "until"], name="measures_team_area"),
            models.Index(fields=["about", "until"], name="measures_team_about"),
            models.Index(fields=["user", "until"], name="measures_team_user"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"
