"""The reason for a measure has gone: release is proposed, and a person decides, for one or for a whole list."""

from collections.abc import Sequence

from huying.kernel.words import Words
from huying.matters.services import SYSTEM, perform
from huying.matters.store import Done
from huying.measures import measure_facts as facts
from huying.measures.models import FollowUp, Measure

from .common import day_of, measures_of, ruling, said
from .ending import measure_over
from .planning import plan_refresh, task_raise

AGREED = Words("理由不再存在，按提议解除", "Its reason has gone: released as proposed")


def asked(done: Sequence[Done]) -> None:
    """Keep why; whoever may decide has it among what is to be seen to, with a clock."""
    for one, row in measures_of(done):
        row.release_asked_at, row.release_reason = one.line.at, said(one, facts.ReleaseAsked).reason
        row.save(update_fields=["release_asked_at", "release_reason"])
        task_raise(row, "freed", day_of(one.line.at))
        if row.live:
            plan_refresh(row, one.line.at)


def taken_back(done: Sequence[Done]) -> None:
    """The reason is there again."""
    for one, row in measures_of(done):
        _answered(row)
        if row.live:
            plan_refresh(row, one.line.at)


def _answered(row: Measure) -> None:
    row.release_asked_at, row.release_reason = None, ""
    row.save(update_fields=["release_asked_at", "release_reason"])
    waiting = FollowUp.objects.filter(measure=row, what="freed", matter__ended_at=None)
    for code in list(waiting.values_list("matter__code", flat=True)):
        perform(code=code, act="answered", actor=SYSTEM)


def agreed(done: Sequence[Done]) -> None:
    """A person releases: the reason proposed stands in the ruling."""
    for one, row in measures_of(done):
        words = said(one, facts.Agreed).words
        reason = f"{row.release_reason}（{words}）" if words else row.release_reason
        ruling(one, row, "release", reason, ended_before=row.ends_on)
        measure_over(one, row, AGREED)


def kept_on(done: Sequence[Done]) -> None:
    """A person decides that it goes on, with the reason."""
    for one, row in measures_of(done):
        ruling(one, row, "keep", said(one, facts.Reason).reason, ends_after=row.ends_on)
        _answered(row)
        plan_refresh(row, one.line.at)
