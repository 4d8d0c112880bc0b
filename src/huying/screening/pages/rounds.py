"""Daily rounds: the doors of today on the worker's phone, and how every grid stands at the desk."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.clock import now
from huying.base.exports import Column, export
from huying.base.forms import SchemaForm
from huying.base.mask import mask_address
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.access import Look, access_household, reveal_many
from huying.people.pages.seat import pledged
from huying.people.seats import Seat, seat_of, seated
from huying.places.queries import area_names
from huying.places.walking import door_key
from huying.screening import round_facts as facts
from huying.screening.models import RoundLine
from huying.screening.queries import rounds as queries
from huying.screening.services import rounds as services

MOST = 60
PURPOSE = "每日排摸 the daily round"
DONE = {
    "same": Words("记下了：和上次一样。", "Noted: as the last time."),
    "absent": Words("记下了：没联系上，明天先问这一户。", "Noted: not reached; first on tomorrow's round."),
}


@never_cache
@seated("residents.read", "arrivals")
@pledged
def round_field(request: HttpRequest) -> HttpResponse:
    """The doors to ask today: one press when all is as before."""
    seat = seat_of(request)
    found = list(queries.lines_open(seat.area)[: MOST + 1])
    names = area_names({one.area for one in found})
    today = queries.rounds_of(seat.area, _day(request))
    context = {
        "rows": [_door(line, names) for line in found[:MOST]],
        "more": len(found) > MOST,
        "sums": queries.totals(today),
        "whole": seat.able("people.reveal") and bool(found),
        "any": bool(today),
        "seat": seat,
    }
    return render(request, "screening/round_field.html", context)


def _door(line: RoundLine, names: dict[str, Words]) -> dict[str, Any]:
    marks = {
        services.FIRST: Words("上次没联系上", "not reached last time"),
        services.NEXT: Words("有人在外或刚回来", "somebody away or just back"),
    }
    return {
        "pk": line.pk, "title": names[line.area], "place": "",
        "mark": marks.get(line.rank, ""), "url": reverse("round_door", args=[line.pk]),
    }  # fmt: skip


@require_POST
@never_cache
@seated("residents.read", "arrivals")
@pledged
def round_names(request: HttpRequest) -> HttpResponse:
    """Today's doors in the order of a walk, whole, each look on record."""
    seat = seat_of(request)
    found = list(queries.lines_open(seat.area)[:MOST])
    looks = [
        Look("screening.round", line.round.matter.code, line.area, {"address": line.household.address}, True)
        for line in found
    ]
    names = area_names({line.area for line in found})
    try:
        told = reveal_many(seat, looks, PURPOSE)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("round_field")
    pairs = sorted(zip(found, told, strict=True), key=lambda pair: door_key(pair[0].area, pair[1]["address"]))
    rows = [
        _door(line, names) | {"title": whole["address"] or names[line.area], "place": names[line.area]}
        for line, whole in pairs
    ]
    return render(
        request,
        "screening/round_field.html",
        {"rows": rows, "whole": False, "walking": True, "seat": seat, "any": True},
    )


@never_cache
@seated("residents.read", "arrivals")
@pledged
def round_door(request: HttpRequest, pk: int) -> HttpResponse:
    """One door: who lives there, and what has changed."""
    seat = seat_of(request)
    line = queries.line_for(seat, pk)
    form = SchemaForm(facts.Changed, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opened = services.line_changed(seat=seat, line=line, said=form.value)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(Words("已记下变化。", "The change was noted.")))
            return redirect("matter", code=opened[0]) if opened else redirect("round_field")
    _, people = access_household(seat, line.household_id, PURPOSE)
    context = {
        "line": line, "form": form, "place": area_names({line.area})[line.area], "address": mask_address(line.household.address),
        "people": [{"name": f"{one.name[:1]}**", "url": reverse("resident", args=[one.pk])} for one in people],
        "back": reverse("round_field"), "draft": f"round-{pk}", "open": line.state in ("open", "absent") and line.round.matter.ended_at is None,
    }  # fmt: skip
    return render(
        request, "screening/round_door.html", context, status=422 if form.bound and form.errors else 200
    )


@require_POST
@seated("residents.read", "arrivals")
@pledged
def round_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """As the last time, or not reached: one press."""
    seat = seat_of(request)
    line = queries.line_for(seat, pk)
    state = "absent" if request.POST.get("state") == "absent" else "same"
    try:
        if state == "same":
            services.line_same(seat=seat, line=line)
        else:
            services.line_absent(seat=seat, line=line)
    except Refused as refused:
        messages.warning(request, str(refused.words))
    else:
        messages.success(request, str(DONE[state]))
    return redirect("round_field")


def _day(request: HttpRequest) -> dt.date:
    """The day asked for, else the last that had a round here: before its hour, that is yesterday's."""
    try:
        return dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return queries.last_day(seat_of(request).area) or timezone.localdate(now())


@seated("arrivals")
def rounds(request: HttpRequest) -> HttpResponse:
    """Every grid's round of a day: doors = as before + changed + not reached + open."""
    seat, day = seat_of(request), _day(request)
    found = queries.rounds_of(seat.area, day)
    names = area_names({one.area for one in found})
    columns = [
        {"name": "place", "title": Words("网格", "Grid"), "kind": "link"},
        *({"name": name, "title": title, "kind": "num"} for name, title in _COUNTED),
        {"name": "state", "title": Words("进展", "State"), "kind": "state"},
    ]
    context = {
        "rows": [_board_row(one, names) for one in found], "columns": columns, "day": day, "sums": queries.totals(found),
        "counted": [(title, queries.totals(found)[name]) for name, title in _COUNTED],
        "before": f"{day - dt.timedelta(days=1):%F}" if day.year > 2000 else "", "export": seat.able("export"),
    }  # fmt: skip
    return render(request, "screening/rounds.html", context)


_COUNTED = (
    ("doors", Words("要问", "Doors")),
    ("same", Words("和上次一样", "As before")),
    ("changed", Words("有变化", "Changed")),
    ("absent", Words("没联系上", "Not reached")),
    ("open", Words("还没问", "Not asked yet")),
)


def _board_row(one: queries.RoundNow, names: dict[str, Words]) -> dict[str, Any]:
    state = kind_of(services.KIND).states[one.state]
    return {
        "place": names[one.area], "url": reverse("matter", args=[one.code]), "state": state.title, "tone": state.tone,
        **{name: getattr(one, name) for name, _ in _COUNTED},
    }  # fmt: skip


@seated("arrivals", "export")
def rounds_out(request: HttpRequest, fmt: str) -> HttpResponse:
    """The board of a day as a spreadsheet."""
    seat: Seat = seat_of(request)
    found: Sequence[queries.RoundNow] = queries.rounds_of(seat.area, _day(request))
    names = area_names({one.area for one in found})
    columns = [
        Column(Words("网格", "Grid"), lambda one: names[one.area]),
        *(Column(title, lambda one, name=name: getattr(one, name)) for name, title in _COUNTED),  # type: ignore[misc]
    ]
    return export(found, columns, fmt, name="rounds")
