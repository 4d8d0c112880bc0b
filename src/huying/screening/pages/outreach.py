"""So that people declare: reminders counted against the quota, the loudspeaker's text, notices on doors, re-checks."""

import datetime as dt
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.base.spans import day_words
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.places import codes
from huying.places.queries import area as place_of
from huying.places.queries import area_name
from huying.screening import travel_terms as terms
from huying.screening.papers_travel import poster_pdf
from huying.screening.plain_words import spoken, who_declares
from huying.screening.queries import outreach as queries
from huying.screening.queries.where import rules_at
from huying.screening.services.outreach import inspections_draw, outreach_record

from .arrivals import frame_of

CLINIC = {"village_doctor": "village_doctor", "township_doctor": "township_doctor"}


class Doing(Facts):
    """Something done so that people declare."""

    kind: Literal["forward", "loudspeaker", "neighbour"] = ask(
        "做了什么", "What", default="forward", widget="radio",
        choices=[(code, terms.OUTREACH[code]) for code in ("forward", "loudspeaker", "neighbour")],
    )  # fmt: skip
    count: int = ask("几条、几次", "How many", default=1, ge=1, le=1_000, widget="number")
    where: str = ask(
        "发到哪个群、在哪里播", "Which group, or where", default="", max_length=120, widget="text"
    )


@never_cache
@seated("arrivals")
def outreach(request: HttpRequest) -> HttpResponse:
    """Today's counters, what to say, and a line to record what was done."""
    seat = seat_of(request)
    form = SchemaForm(Doing, request.POST if request.method == "POST" else None)
    if form.is_valid():
        outreach_record(seat=seat, area=seat.area, **form.value.model_dump())
        messages.success(request, str(Words("已记下。", "Noted.")))
        return HttpResponseRedirect(reverse("outreach"))
    today = timezone.localdate(now())
    done = queries.done_on(seat.area, today)
    doors = queries.doors(seat.area, most=0)
    own, found = queries.came_by(seat.area, now() - dt.timedelta(days=7))
    context = {
        "frame": frame_of(seat), "form": form,
        "figures": [(words, done.get(code, 0)) for code, words in terms.OUTREACH.items() if code != "door"],
        "stairs": doors, "own": own, "found": found, "kept": queries.reminders_on(seat.area, today),
        "spoken": spoken(rules_at(seat.area), area_name(seat.area), _address(request)),
    }  # fmt: skip
    return render(
        request, "screening/outreach.html", context, status=422 if form.bound and form.errors else 200
    )


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("declare"))


@seated("arrivals")
def poster(request: HttpRequest) -> HttpResponse:
    """The notice for a door as PDF, in the words of the rules in force here."""
    seat = seat_of(request)
    rules = rules_at(seat.area)
    whose = rules[0].whose if rules else None
    today = timezone.localdate(now())
    content = poster_pdf(
        community=area_name(seat.area), who=who_declares(rules)[:12], address=_address(request),
        authority=whose.authority if whose else area_name(seat.area),
        day=day_words(today, today.replace(year=today.year - 1, day=1)),
    )  # fmt: skip
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="declare.pdf"'
    return response


@never_cache
@seated("arrivals")
def doors(request: HttpRequest) -> HttpResponse:
    """Which stairwell doors have no notice yet; one tap records one that was put up."""
    seat = seat_of(request)
    found = queries.doors(seat.area)
    return render(
        request,
        "screening/doors.html",
        {"frame": frame_of(seat), "stairs": found, "back": reverse("outreach")},
    )


@require_POST
@seated("arrivals")
def door_posted(request: HttpRequest) -> HttpResponse:
    """A notice was put up on the doors that are ticked."""
    seat = seat_of(request)
    chosen = [code for code in request.POST.getlist("door") if codes.is_code(code)][:500]
    for code in chosen:
        if not codes.covers(seat.area, code) or codes.grade(code) != "stairwell":
            raise NotYours(code)
        outreach_record(seat=seat, kind="door", area=place_of(code).code)
    messages.success(request, str(Words("已记下 {n} 个单元门。", "{n} doors noted.").fill(n=len(chosen))))
    return HttpResponseRedirect(reverse("outreach_doors"))


class Line(Facts):
    """Which line draws."""

    line: Literal["village_doctor", "township_doctor", "supervisor"] = ask(
        "哪条线", "Which line", default="supervisor", widget="radio", choices=terms.pairs(terms.LINES)
    )


@never_cache
@seated("inspect")
def inspections(request: HttpRequest) -> HttpResponse:
    """The three lines: what was drawn, found and put right; draw anew by chance."""
    seat = seat_of(request)
    own = CLINIC.get(seat.role, "supervisor")
    form = SchemaForm(Line, request.POST if request.method == "POST" else None, initial={"line": own})
    if form.is_valid():
        try:
            line = own if seat.role in CLINIC else form.value.line
            made = inspections_draw(seat=seat, line=line)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(Words("抽到 {n} 份。", "{n} files drawn.").fill(n=len(made))))
            return HttpResponseRedirect(reverse("inspections"))
    states = kind_of("screening.inspection").states
    counted = queries.inspections_counted(seat.area)
    table = [
        {"line": words} | {code: counted.get((line, code), 0) for code in states}
        for line, words in terms.LINES.items()
    ]
    columns = [
        {"name": "line", "title": Words("哪条线", "Line")},
        *({"name": code, "title": state.title, "kind": "num"} for code, state in states.items()),
    ]
    context = {
        "frame": frame_of(seat), "form": form, "table": table, "columns": columns,
        "cells": _cells(list(queries.inspections_in(seat.area)[:50])),
    }  # fmt: skip
    return render(
        request, "screening/inspections.html", context, status=422 if form.bound and form.errors else 200
    )


def _cells(found: list[Any]) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        state = kind_of(one.matter.kind).states[one.matter.state]
        rows.append(
            {
                "title": f"{mask_name(one.declaration.name)} · {terms.LINES[one.line]}", "place": one.declaration.matter.code, "note": one.finding[:60],
                "at": one.matter.due_at, "state": state.title, "tone": state.tone,
                "url": reverse("matter", args=[one.matter.code]),
            }
        )  # fmt: skip
    return rows
