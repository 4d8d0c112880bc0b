"""The daily round of a grid: which doors are asked today, and what each said."""

from django.db import models

from huying.base.secrets import EncryptedText
from huying.places.scope import Scoped

STATES = [("open", "open"), ("same", "same"), ("changed", "changed"), ("absent", "absent")]


class Round(Scoped):
    """The doors of a grid to ask on one day; the matter beside it says whether it is done."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="survey_round"
    )
    day = models.DateField()
    response = models.ForeignKey("rulebook.Response", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "day"], name="round_once_a_day")]

    def __str__(self) -> str:
        return f"{self.area} {self.day:%F}"


class RoundLine(Scoped):
    """One door of a round; `found` is what changed, `opened` the codes of what followed from it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="lines", db_index=False)
    household = models.ForeignKey("people.Household", models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=STATES, default="open")
    # Lower comes first: who was not reached before, then who has somebody away or just back, then the others.
    rank = models.PositiveSmallIntegerField(default=9)
    found = models.CharField(max_length=8, blank=True)
    note = EncryptedText(blank=True)
    opened = models.JSONField(default=list)
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "household"], name="round_line_once")]
        indexes = [
            models.Index(fields=["round", "state", "rank", "id"], name="round_line_order"),
            models.Index(fields=["household", "-at"], name="round_line_household"),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"
