"""Duplicates side by side: merged by a person, and taken apart again when that was wrong."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huying.help import terms
from huying.help.models import HelpRequest
from huying.help.queries.requests import followers, masked, request_for
from huying.help.queries.screening import alike_groups, why_alike
from huying.help.services import requests_merge
from huying.help.show import marks_of
from huying.help.sorting.alike import alike
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import matter_for
from huying.matters.services import perform
from huying.people.seats import as_actor, seat_of, seated
from huying.places.queries import area_names

NONE = Words("请勾选要并入的。", "Tick the ones to merge.")


@seated("see")
def merging(request: HttpRequest) -> HttpResponse:
    """Groups of messages alike in the queue, the largest first."""
    seat = seat_of(request)
    groups = alike_groups(seat.area)
    names = area_names({row.area for row, _ in groups})
    rows = [
        {
            "title": row.headline,
            "place": row.place_text or names[row.area],
            "note": Words("{n} 件相似", "{n} alike").fill(n=count),
            "url": reverse("merging_one", args=[row.matter.code]),
        }
        for row, count in groups
    ]
    return render(request, "help/merging.html", {"rows": rows})


@seated("see")
def merging_one(request: HttpRequest, code: str) -> HttpResponse:
    """One request beside those alike: choose which one is kept, and which go into it."""
    seat = seat_of(request)
    row = request_for(seat, code).row
    others = [one.row for one in alike(row, area=seat.area)]
    if request.method == "POST":
        return _merged(request, row, others)
    merged = list(followers(row).select_related("category"))
    names = area_names({one.area for one in (row, *others, *merged)})
    context = {
        "code": code,
        "this": _side(row, names, ""),
        "others": [_side(one, names, why_alike(row, one)) for one in others],
        "merged": [_side(one, names, "") for one in merged],
    }
    return render(request, "help/merging_one.html", context)


def _side(row: HelpRequest, names: dict[str, Words], why: str) -> dict[str, Any]:
    return {
        "row": row,
        "code": row.matter.code,
        "state": kind_of("help.request").states[row.matter.state],
        "contact": masked(row),
        "place": row.place_text or names[row.area],
        "marks": marks_of(row),
        "why": terms.MERGE_REASONS[why] if why else None,
    }


def _merged(request: HttpRequest, row: HelpRequest, others: list[HelpRequest]) -> HttpResponse:
    seat, here = seat_of(request), reverse("merging_one", args=[row.matter.code])
    beside = {one.matter.code: one for one in (row, *others)}
    kept = request.POST.get("kept", row.matter.code)
    picked = [code for code in request.POST.getlist("pick") if code in beside and code != kept]
    if kept not in beside or not picked:
        messages.warning(request, str(NONE))
        return HttpResponseRedirect(here)
    why = why_alike(beside[kept], beside[picked[0]])
    try:
        count = requests_merge(kept=kept, duplicates=picked, why=why, actor=as_actor(seat))
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        done = Words(
            "并好了 {n} 件；错了可以在这里拆开。", "{n} merged; take them apart here if that was wrong."
        )
        messages.success(request, str(done.fill(n=count)))
    return HttpResponseRedirect(reverse("merging_one", args=[kept]))


@require_POST
@seated("see")
def merging_undo(request: HttpRequest, code: str) -> HttpResponse:
    """They were not the same: the merged one is back in the queue."""
    seat = seat_of(request)
    row = request_for(seat, code).row
    back = row.kept_in.matter.code if row.kept_in else code
    try:
        perform(code=matter_for(seat.area, code).code, act="unmerge", actor=as_actor(seat))
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(
            request, str(Words("已拆开，回到分拣队列。", "Taken apart: it is in the queue again."))
        )
    return HttpResponseRedirect(reverse("merging_one", args=[back]))
