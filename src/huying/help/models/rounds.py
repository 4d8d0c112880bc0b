"""The daily round: who was asked at the door, by phone or online, and whether they need something."""

from django.db import models

from huying.base.clock import now
from huying.places.scope import Scoped

from .requests import HelpRequest


class NeedCheck(Scoped):
    """One day's answer of one household: nothing needed, or a need and the request it became."""

    household = models.ForeignKey("people.Household", models.CASCADE, related_name="+")
    day = models.DateField()
    needs = models.BooleanField()
    request = models.ForeignKey(HelpRequest, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("household", "day"), name="help_need_check_once"),)
        indexes = (models.Index(fields=("area", "day"), name="help_need_check_area"),)

    def __str__(self) -> str:
        return f"{self.household_id} {self.day:%Y-%m-%d}"
