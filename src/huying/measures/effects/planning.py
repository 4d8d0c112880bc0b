"""The calendar kept in step: planned samples, the next look, the running stretch, the end of the days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from huying.matters.many import perform_many
from huying.matters.services import SYSTEM, Opening, open_many
from huying.matters.store import Done
from huying.measures import measure_notices as notices
from huying.measures.calendar import Calendar, written
from huying.measures.measure_facts import Plan, Task
from huying.measures.models import Measure, Swab
from huying.messages.services import Tell, tell_many
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
    plans_refresh([(row, at)])


def plans_refresh(rows: Sequence[tuple[Measure, dt.datetime]]) -> None:
    """The same for many, each at its moment."""
    results = defaultdict(list)
    swabs = Swab.objects.filter(measure__in=[row.pk for row, _ in rows])
    for measure, due_on, result in swabs.values_list("measure_id", "due_on", "result"):
        results[measure].append((due_on, result))
    wanted, homes = {}, set()
    for row, at in rows:
        told = _plan(row, at, results[row.pk])
        said = told.model_dump(mode="json", exclude_none=True)
        before = row.matter.facts
        if any(before.get(name) != value for name, value in said.items()):
            wanted[row.matter.code] = told
            if before.get("kind") != row.kind:
                homes.add(row.area)
    if homes:
        homes_changed(sorted(homes))
    performed = perform_many(act="plan", rows=wanted, actor=SYSTEM)
    for row, _ in rows:
        row.matter = performed.get(row.matter.code, row.matter)


def _plan(row: Measure, at: dt.datetime, results: Sequence[tuple[dt.date | None, str]]) -> Plan:
    turn = row.calendar.next_turn(day_of(at))
    return Plan(
        kind=row.kind or None,  # type: ignore[arg-type]
        ends_on=row.ends_on,
        turn_at=begins(turn) if turn else None,
        tests_missing=sum(
            due is not None and result not in ("negative", "positive") for due, result in results
        ),
        tests_positive=sum(result == "positive" for _, result in results),
        release_asked=row.release_asked_at is not None,
    )


def turned(done: Sequence[Done]) -> None:
    """A day began on which something changes: what was missed, which stretch runs, whether the days are over.

    Everybody's day begins at once, so that all of it is written for all of them together.
    """
    rows = list(measures_of(done))
    _missed_noted(rows)
    moved: list[Measure] = []
    over_now: list[Done] = []
    tells: list[Tell] = []
    for one, row in rows:
        today = day_of(one.line.at)
        place = row.calendar.at(today)
        if place.stretch is not None and place.stretch.kind != row.kind:
            row.kind = place.stretch.kind
            moved.append(row)
            values = {"kind": row.kind_words, "last": place.stretch.last}
            tells += to_person(row, one.matter, notices.MOVED, values, today.isoformat())
        if place.means == "over":
            over_now.append(one)
    if moved:
        Measure.objects.bulk_update(moved, ["kind"])
    plans_refresh([(row, one.line.at) for one, row in rows])
    perform_many(act="days_over", rows={one.matter.code: None for one in over_now}, actor=SYSTEM)
    tell_many([*tells, *(to_desk(one, notices.RELEASE_DUE, {}) for one in over_now)])


def _missed_noted(rows: Sequence[tuple[Done, Measure]]) -> None:
    """A sample nobody took raises a task; it lengthens nothing."""
    by_measure = {row.pk: (one, row) for one, row in rows}
    days = {day_of(one.line.at) for one, _ in rows}
    late = [
        swab
        for swab in Swab.objects.filter(
            measure__in=list(by_measure), due_on__lt=max(days), sampled_at=None, missed_at=None
        ).order_by("measure", "due_on")
        if swab.due_on and swab.due_on < day_of(by_measure[swab.measure_id][0].line.at)
    ]
    if not late:
        return
    for swab in late:
        swab.missed_at = by_measure[swab.measure_id][0].line.at
    Swab.objects.bulk_update(late, ["missed_at"])
    tasks_raise([(by_measure[swab.measure_id][1], "missed_test", swab.due_on) for swab in late])


def task_raise(row: Measure, what: str, on: dt.date | None) -> None:
    """Raise a follow-up once for each day and thing."""
    tasks_raise([(row, what, on)])


def tasks_raise(wanted: Sequence[tuple[Measure, str, dt.date | None]]) -> None:
    """Raise follow-ups, each once for each person, day and thing."""
    openings = [
        Opening(
            area=row.area,
            facts=Task.model_validate({"what": what, "on": on}),
            parent=row.matter,
            once=f"measure:{row.pk}:{what}:{on}",
        )
        for row, what, on in wanted
    ]
    open_many(kind=KIND, rows=openings, actor=SYSTEM)


def over(row: Measure, at: dt.datetime) -> None:
    """The measure binds nobody any more."""
    row.live, row.over_at = False, at
    row.save(update_fields=["live", "over_at"])
    homes_changed([row.area])
