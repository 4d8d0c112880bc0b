"""The rows behind a batch of acts."""

from collections.abc import Sequence

from huying.matters.store import Done
from huying.screening.models import Subject


def subjects_of(done: Sequence[Done]) -> dict[int, Subject]:
    """The person of each act, by the id of its matter."""
    return Subject.objects.select_related("list").in_bulk([one.matter.pk for one in done])


def said(one: Done, name: str) -> str:
    """A text the act was told; empty when it was told none."""
    return str(getattr(one.facts, name, "") or "")
