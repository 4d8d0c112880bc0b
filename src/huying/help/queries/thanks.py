"""What callers said of the answers they had: thanks, marks, and what was still missing."""

from dataclasses import dataclass

from django.db.models import Avg, Count, Q, QuerySet

from huying.help.models import Feedback
from huying.places import scope


@dataclass(frozen=True, slots=True)
class Said:
    """How many callers said something, how many of them are content, and the mean of their marks."""

    all: int
    solved: int
    rated: int
    mean: float | None


def feedback_in(area: str) -> "QuerySet[Feedback]":
    """What callers of an area said, the newest first."""
    rows = scope.within(Feedback.objects.all(), area).order_by("-at", "-pk")
    return rows.select_related("request__matter", "request__category")


def feedback_counted(area: str) -> Said:
    """The counts over all that was said in an area."""
    rows = scope.within(Feedback.objects.all(), area)
    found = rows.aggregate(
        all=Count("pk"), solved=Count("pk", filter=Q(solved=True)), rated=Count("rating"), mean=Avg("rating")
    )
    return Said(**found)
