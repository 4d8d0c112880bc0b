"""The worker's phone: samples to take today, whom to ask, what to see to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.mask import mask_name
from huying.base.secrets import keyed_hash
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import desk
from huying.measures import terms
from huying.measures.models import FollowUp, Measure, Swab
from huying.measures.queries import measures as queries
from huying.people.access import Look, reveal_many
from huying.people.seats import seat_of, seated
from huying.places.queries import area_names
from huying.places.walking import door_key

MOST = 100
PURPOSE = "管控人员上门 calling on people under a measure"
DUE = Words("期满解除", "Release")
SAMPLE = Words("采样", "Sample")
SILENT = Words("问体温", "Ask for a report")


@never_cache
@seated("measure.care")
def field_measures(request: HttpRequest) -> HttpResponse:
    """Today: what to see to first, then samples, then who has not reported, then who should be released."""
    seat = seat_of(request)
    swabs = queries.swabs_due(seat.area)[:MOST]
    silent = list(queries.listed(seat.area, "silent")[:MOST])
    due = list(queries.listed(seat.area, "due")[:MOST])
    todo = queries.tasks_of(list(desk(area=seat.area, kind="measures.follow_up")[:MOST]))
    names = area_names({row.area for row in (*todo, *swabs, *silent, *due)})
    context = {
        "todo": [_task_row(task, names) for task in todo],
        "swabs": [_swab_row(swab, names) for swab in swabs],
        "silent": [_row(row, names, "record_check") for row in silent],
        "due": [_row(row, names, "release") for row in due],
        "day": queries.today(),
        "whole": seat.able("people.reveal") and bool(todo or swabs or silent or due),
    }
    return render(request, "measures/field.html", context)


@require_POST
@never_cache
@seated("measure.care")
def field_names(request: HttpRequest) -> HttpResponse:
    """Today's round to walk by: each person once, with name, door, phone and what to do there, on record."""
    seat = seat_of(request)
    todo = _round(seat.area)
    found = [row for row, _what in todo.values() if queries.may_see_whole(seat, row)]
    looks = [
        Look(
            "measures.measure",
            row.matter.code,
            row.area,
            {"name": row.name, "phone": row.phone, "address": row.address},
            True,
            row.resident_id,
            keyed_hash(row.phone, "phone") if row.phone else None,
        )
        for row in found
    ]
    try:
        told = reveal_many(seat, looks, PURPOSE)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("field_measures")
    names = area_names({row.area for row in found})
    rows = []
    for row, whole in sorted(
        zip(found, told, strict=True), key=lambda pair: door_key(pair[0].area, pair[1]["address"])
    ):
        what = todo[row.pk][1]
        rows.append(
            {
                "title": whole["name"],
                "place": whole["address"] or names[row.area],
                "phone": whole["phone"],
                "state": Words("、".join(one.zh for one in what), ", ".join(one.en for one in what)),
                "tone": "warn",
                "url": reverse("matter", args=[row.matter.code]),
            }
        )
    return render(request, "measures/field_names.html", {"rows": rows})


def _round(area: str) -> dict[int, tuple[Measure, list[Words]]]:
    """Whom to call on today and for what, by the id of the measure."""
    found: dict[int, tuple[Measure, list[Words]]] = {}

    def add(row: Measure, what: Words) -> None:
        said = found.setdefault(row.pk, (row, []))[1]
        if what not in said:
            said.append(what)

    for task in queries.tasks_of(list(desk(area=area, kind="measures.follow_up")[:MOST])):
        add(task.measure, terms.WHATS[task.what])
    for row in queries.listed(area, "due")[:MOST]:
        add(row, DUE)
    for swab in queries.swabs_due(area)[:MOST]:
        add(swab.measure, SAMPLE)
    for row in queries.listed(area, "silent")[:MOST]:
        add(row, SILENT)
    return found


def _task_row(task: FollowUp, names: dict[str, Words]) -> dict[str, object]:
    matter = task.matter
    state = kind_of(matter.kind).states[matter.state]
    return {
        "title": mask_name(task.measure.name),
        "place": names[task.area],
        "note": terms.WHATS[task.what],
        "at": matter.due_at,
        "state": state.title,
        "tone": state.tone,
        "url": reverse("matter", args=[matter.code]),
    }


def _swab_row(swab: Swab, names: dict[str, Words]) -> dict[str, object]:
    on = swab.due_on
    assert on is not None  # noqa: S101 - planned ones only
    return {
        "title": mask_name(swab.measure.name),
        "place": names[swab.area],
        "note": terms.SAMPLES[swab.sample]
        if swab.sample == "double"
        else Words(f"{on.month}月{on.day}日", f"{on:%d %b}"),
        "state": swab.state,
        "tone": swab.tone if swab.missed_at else "warn",
        "url": reverse("act", args=[swab.measure.matter.code, "record_test"]),
    }


def _row(row: Measure, names: dict[str, Words], act: str) -> dict[str, object]:
    return {
        "title": mask_name(row.name),
        "place": names[row.area],
        "note": row.kind_words,
        "url": reverse("act", args=[row.matter.code, act]),
    }
