"""What administrators look at: robots, messages that did not go, and those the console outlet showed."""

from collections.abc import Sequence

from huying.messages.models import FAILED, GIVEN_UP, Notice, Robot, Shown
from huying.places.scope import within


def failures(*, area: str, before: int | None = None, limit: int = 50) -> list[Notice]:
    """Notices inside an area that did not go, newest first."""
    found = within(Notice.objects.filter(state__in=[FAILED, GIVEN_UP]), area).select_related("robot")
    found = found if before is None else found.filter(id__lt=before)
    return list(found.order_by("-id")[:limit])


def robots(*, area: str) -> Sequence[Robot]:
    """The group-chat robots inside an area."""
    return list(within(Robot.objects.all(), area).order_by("area", "unit", "name"))


def shown(*, limit: int = 50) -> Sequence[Shown]:
    """The last messages that the console outlet showed instead of sending."""
    return list(Shown.objects.order_by("-id")[:limit])
