"""Day by day: reports, samples, the household, the notice handed over, and what has to be seen to."""

import datetime as dt
from collections.abc import Sequence

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.measures import measure_facts as facts
from huying.measures import measure_notices as notices
from huying.measures import person_rules as rules
from huying.measures import terms
from huying.measures.models import Checkup, FollowUp, Measure, Swab
from huying.measures.regimes import Watch
from huying.messages.services import tell_many
from huying.rulebook.queries import reader

from .common import day_of, measures_of, said, to_desk
from .isolating import isolation_propose, isolation_unasked
from .planning import plan_refresh, task_raise

NOT_YET = Words("还没到那一天。", "That day has not come yet.")
NO_POSITIVE = Words("那一天没有阳性结果。", "There is no positive result of that day.")


def checked(done: Sequence[Done]) -> None:
    """Keep a report; an abnormal one is looked at by a person."""
    for one, row in measures_of(done):
        told, at = said(one, facts.Report), one.line.at
        watch: Watch = reader(at).value(rules.WATCH.code, row.area)
        abnormal = watch.abnormal(told.celsius, told.symptoms)
        Checkup.objects.create(
            measure=row, area=row.area, on=day_of(at), at=at, symptoms=",".join(told.symptoms), note=told.note,
            celsius="" if told.celsius is None else str(round(told.celsius * 10)),
            abnormal=abnormal, by_id=one.line.actor.person,
        )  # fmt: skip
        if abnormal:
            task_raise(row, "symptoms", day_of(at))


def sampled(done: Sequence[Done]) -> None:
    """Keep a sample or its result, at the day it was planned for; a positive is confirmed by people at once."""
    for one, row in measures_of(done):
        told, at = said(one, facts.Sampling), one.line.at
        today = day_of(at)
        if (told.on and told.on > today) or (told.sampled_at and told.sampled_at > at):
            raise Refused(NOT_YET, {"on": NOT_YET})
        swab = _swab(row, told.on, today)
        if swab is None:
            swab = Swab(measure=row, area=row.area)
        swab.sampled_at = told.sampled_at or swab.sampled_at or at
        swab.result, swab.lab = told.result, told.lab or swab.lab
        swab.result_at = None if told.result == "pending" else at
        swab.by_id = one.line.actor.person
        swab.save()
        if told.result == "positive":
            task_raise(row, "positive", swab.due_on or day_of(swab.sampled_at))
            isolation_propose(row, at)
        plan_refresh(row, at)


def _swab(row: Measure, on: dt.date | None, today: dt.date) -> Swab | None:
    """The planned sample meant: that of the day, else for today the oldest that is still missing."""
    planned = Swab.objects.select_for_update().filter(measure=row, due_on__isnull=False)
    found = planned.filter(due_on=on or today).first()
    if found is not None or on is not None:
        return found
    return planned.filter(due_on__lt=today, sampled_at=None).order_by("due_on").first()


def ruled_out(done: Sequence[Done]) -> None:
    """A positive that a re-test did not confirm counts as negative; the record that it was is in the history."""
    for one, row in measures_of(done):
        told = said(one, facts.RuledOut)
        positive = Swab.objects.filter(measure=row, result="positive")
        swab = next(
            (s for s in positive if told.on in (s.due_on, s.sampled_at and day_of(s.sampled_at))), None
        )
        if swab is None:
            raise Refused(NO_POSITIVE, {"on": NO_POSITIVE})
        swab.result, swab.result_at = "negative", one.line.at
        swab.save(update_fields=["result", "result_at"])
        plan_refresh(row, one.line.at)
        isolation_unasked(row, told.reason)


def household(done: Sequence[Done]) -> None:
    """Keep who lives there and whether the home allows quarantine."""
    for one, row in measures_of(done):
        told = said(one, facts.Household)
        row.home, row.own_room = told.home, told.own_room
        row.save(update_fields=["home", "own_room"])


def acknowledged(done: Sequence[Done]) -> None:
    """The person has the notice; the first time counts."""
    for one, row in measures_of(done):
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_how = one.line.at, said(one, facts.Acknowledgement).how
            row.save(update_fields=["acknowledged_at", "acknowledged_how"])


def task_raised(done: Sequence[Done]) -> None:
    """Keep what has to be seen to, and tell the desk."""
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                matter=one.matter, area=one.matter.area, measure_id=one.matter.parent_id,
                what=said(one, facts.Task).what, on=said(one, facts.Task).on,
            )
            for one in done
        ]
    )  # fmt: skip
    task_late(done)


def task_late(done: Sequence[Done]) -> None:
    """The desk that holds it now must know."""
    tell_many(
        [
            to_desk(one, notices.TASK, {"what": terms.WHATS[str(one.after.facts.get("what", "missed_test"))]})
            for one in done
        ]
    )


def task_done(done: Sequence[Done]) -> None:
    """Keep what was found."""
    for one in done:
        FollowUp.objects.filter(pk=one.matter.pk).update(outcome=said(one, facts.Outcome).outcome)
