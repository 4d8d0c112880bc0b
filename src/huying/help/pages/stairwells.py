"""Stairwells with people at home: the list, setting a group up in advance, the call of somebody at home."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base import ratelimit
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.visitors import closed_words, visitor_address
from huying.help.facts_stairwells import Founding
from huying.help.models import HelpRequest
from huying.help.queries.stairwells import FOUR, groups_in
from huying.help.services.stairwells import stairwell_call, stairwell_declare
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import as_actor, seat_of, seated
from huying.places.queries import area_names

from .mine import inside

MOST = 200


class Setting(Founding):
    """Which stairwell, why, until when."""

    area: str = ask(
        "哪个楼道", "Which stairwell", pattern=r"^\d{20}$", widget="place",
        help=Words("选到单元。", "Down to the stairwell."),
    )  # fmt: skip


class FromHome(Facts):
    """What somebody at home calls their stairwell's group for."""

    what: str = ask(
        "要帮什么忙", "What do you need", min_length=2, max_length=300, widget="textarea",
        help=Words("有生命危险，请按“急救”。", "If somebody's life is in danger, use the emergency page."),
    )  # fmt: skip


@never_cache
@seated("emergency")
def stairwells(request: HttpRequest) -> HttpResponse:
    """The groups of the area, those called just now first."""
    seat = seat_of(request)
    rows = list(groups_in(seat.area)[:MOST])
    names = area_names({row.area for row in rows})
    context = {
        "rows": [_line(row, names) for row in rows],
        "columns": [
            {"name": "name", "title": Words("楼道", "Stairwell"), "kind": "link"},
            {"name": "since", "title": Words("建立", "Since"), "kind": "when"},
            {"name": "posts", "title": Words("四岗到位", "Of the four posts")},
            {"name": "running", "title": Words("正在呼叫", "Calls now"), "kind": "num"},
            {"name": "drilled", "title": Words("上次演练", "Last drill"), "kind": "when"},
        ],
        "may": seat.able("dispatch"),
    }
    return render(request, "help/stairwells.html", context)


def _line(row: Any, names: dict[str, Words]) -> dict[str, Any]:
    return {
        "name": names[row.area],
        "url": reverse("matter", args=[row.matter.code]),
        "since": row.opened_at,
        "posts": f"{row.post_count}/{len(FOUR)}",
        "running": row.running,
        "drilled": row.drilled_at,
    }


@never_cache
@seated("dispatch", "emergency")
def stairwell_new(request: HttpRequest) -> HttpResponse:
    """Set a group up in advance."""
    seat = seat_of(request)
    form = SchemaForm(Setting, request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.value.model_dump()
        area = said.pop("area")
        try:
            matter = stairwell_declare(area=area, founding=Founding(**said), actor=as_actor(seat))
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("matter", args=[matter.code]))
    context = {"form": form, "back": reverse("stairwells")}
    return render(
        request, "help/stairwell_new.html", context, status=422 if form.bound and form.errors else 200
    )


@inside
def call_home(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody at home calls the group of their stairwell from the page of their own request."""
    row = HelpRequest.objects.filter(matter__code=code, under_quarantine=True, closed_at=None).first()
    if row is None:
        raise NotYours(code)
    form = SchemaForm(FromHome, request.POST if request.method == "POST" else None)
    back = reverse("help_mine", args=[code])
    if form.is_valid():
        until = ratelimit.take("help.alarm", visitor_address(request))
        try:
            if until:
                raise Refused(closed_words(until))
            stairwell_call(row=row, what=form.value.what, once=request.POST.get("once", "")[:60] or None)
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(back)
    context = {"form": form, "title": Words("呼叫楼道小组", "Call the stairwell group"), "back": back}
    return render(request, "help/mine_do.html", context, status=422 if form.bound and form.errors else 200)
