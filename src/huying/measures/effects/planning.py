"""The calendar kept in step: planned samples, the next look, the running stretch, the end of the days."""

import datetime as dt
from collections.abc import Sequence

from huying.matters.services import SYSTEM, matter_open, perform
from huying.matters.store import Done
from huying.measures import measure_notices as notices
from huying.measures.calendar import Calendar, written
from huying.measures.measure_facts import Plan, Task
from huying.measures.models import Measure, Swab
from huying.messages.services import tell_many
from huying.people.homes import homes_changed

from .common import begins, day_of, measures_of, to_desk, to_person

KIND = "measures.follow_up"


def calendar_set(row: Measure, made: Calendar, today: dt.date) -> None:
    """Write a calendar into the row and its planned samples; days that had passed before nobody asked for."""
    row.days, row.ends_on = written(made), made.last
    row.save(update_fields=["days", "ends_on"])
    wanted = {test.on: test for test in made.tests}
    planned = Swab.objects.filter(measure=row, due_on__isnull=False)
    planned.filter(sampled_at=None, missed_at=None).exclude(due_on__in=list(wanted)).delete()
    known = set(planned.values_list("due_on", flat=True))
    Swab.objects.bulk_create(
        [
            Swab(measure=row, area=row.area, due_on=on, sample=test.sample)
            for on, test in wanted.items()
            if on not in known and on >= today
        ]
    )


def plan_refresh(row: Measure, at: dt.datetime) -> None:
    """Let the matter know what follows from the calendar and the samples; a line of history only when it changed."""
    today = day_of(at)
    made = row.calendar
    results = list(Swab.objects.filter(measure=row, due_on__isnull=False).values_list("due_on", "result"))
    extra = Swab.objects.filter(measure=row, due_on=None, result="positive").count()
    turn = made.next_turn(today)
    told = Plan(
        kind=row.kind or None,  # type: ignore[arg-type]
        ends_on=row.ends_on,
        turn_at=begins(turn) if turn else None,
        tests_missing=sum(result not in ("negative", "positive") for _, result in results),
        tests_positive=sum(result == "positive" for _, result in results) + extra,
        release_asked=row.release_asked_at is not None,
    )
    said = told.model_dump(mode="json", exclude_none=True)
    before = row.matter.facts
    if any(before.get(name) != value for name, value in said.items()):
        if before.get("kind") != row.kind:
            homes_changed([row.area])
        row.matter = perform(code=row.matter.code, act="plan", actor=SYSTEM, facts=told)


def turned(done: Sequence[Done]) -> None:
    """A day began on which something changes: what was missed, which stretch runs, whether the days are over."""
    for one, row in measures_of(done):
        today = day_of(one.line.at)
        missed_noted(row, today, one)
        made = row.calendar
        place = made.at(today)
        if place.stretch is not None and place.stretch.kind != row.kind:
            row.kind = place.stretch.kind
            row.save(update_fields=["kind"])
            tell_many(
                to_person(
                    row, one.matter, notices.MOVED,
                    {"kind": row.kind_words, "last": place.stretch.last}, today.isoformat(),
                )
            )  # fmt: skip
        plan_refresh(row, one.line.at)
        if place.means == "over":
            perform(code=one.matter.code, act="days_over", actor=SYSTEM)
            tell_many([to_desk(one, notices.RELEASE_DUE, {})])


def missed_noted(row: Measure, today: dt.date, one: Done) -> None:
    """A sample nobody took raises a task; it lengthens nothing."""
    late = Swab.objects.filter(measure=row, due_on__lt=today, sampled_at=None, missed_at=None)
    for swab in late.order_by("due_on"):
        swab.missed_at = one.line.at
        swab.save(update_fields=["missed_at"])
        task_raise(row, "missed_test", swab.due_on)


def task_raise(row: Measure, what: str, on: dt.date | None) -> None:
    """Raise a follow-up once for each day and thing."""
    matter_open(
        kind=KIND,
        area=row.area,
        actor=SYSTEM,
        facts=Task.model_validate({"what": what, "on": on}),
        parent=row.matter,
        once=f"measure:{row.pk}:{what}:{on}",
    )


def over(row: Measure, at: dt.datetime) -> None:
    """The measure binds nobody any more."""
    row.live, row.over_at = False, at
    row.save(update_fields=["live", "over_at"])
    homes_changed([row.area])
