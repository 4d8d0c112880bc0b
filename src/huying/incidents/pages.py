"""Incidents: those that go on here, a new alarm, the record as a paper. Everything else is on the matter's own page."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from huying.base.clock import now
from huying.base.forms import SchemaForm
from huying.base.paging import LongList
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import desk
from huying.matters.showing import rows_of
from huying.people.seats import as_actor, seat_of, seated
from huying.people.services import audit

from . import papers, services
from .facts import Alarm
from .queries.standing import incident_for

PAGE_SIZE = 50
WHICH = {"": Words("正在处置", "Going on"), "ended": Words("已结束", "Over")}


class AlarmHere(Alarm):
    """An alarm, with where the place lies."""

    area: str = ask("在哪个社区、楼栋", "Where it lies", pattern=r"^\d{20}$", widget="place")


@seated("see", "take")
def incidents(request: HttpRequest) -> HttpResponse:
    """What goes on here, the next clock first, or what is over, the latest first."""
    seat = seat_of(request)
    ended = request.GET.get("which") == "ended"
    page = LongList(desk(area=seat.area, kind=services.KIND, ended=ended), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [
        row | {"title": row["summary"], "at": row["due_at"], "note": row["marks"][0] if row["marks"] else ""}
        for row in rows_of(list(page.object_list))
    ]
    tabs = [
        {"title": words, "url": f"?which={code}" if code else "?", "here": code == ("ended" if ended else "")}
        for code, words in WHICH.items()
    ]
    return render(request, "incidents/list.html", {"rows": rows, "page": page, "tabs": tabs, "ended": ended})


@never_cache
@seated("take")
def incident_new(request: HttpRequest) -> HttpResponse:
    """Write down an alarm: who reported what, about which place."""
    seat = seat_of(request)
    source = {"police_officer": "police", "health_officer": "health", "hospital_officer": "hospital"}.get(
        seat.role, "public"
    )
    initial = {"area": seat.area, "source": source, "heard_at": timezone.localtime(now())}
    form = SchemaForm(AlarmHere, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        told: dict[str, Any] = form.value.model_dump()
        area, key = told.pop("area"), request.GET.get("once", "")[:40]
        try:
            made = services.incident_report(
                area=area,
                actor=as_actor(seat),
                said=told,
                once=f"incident:{seat.user_id}:{key}" if key else None,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("matter", code=made.code)
    context = {"form": form, "back": reverse("incidents"), "action": f"?once={secrets.token_hex(8)}"}
    return render(request, "incidents/new.html", context, status=422 if form.bound and form.errors else 200)


@never_cache
@seated("see", "take")
def incident_record(request: HttpRequest, code: str) -> HttpResponse:
    """The record of the command as a PDF: what was ordered, done and told, in order; no name of a resident is in it."""
    seat = seat_of(request)
    row = incident_for(seat, code)
    audit(seat, "export", "处置记录 record of an incident", kind=services.KIND, ref=code, area=row.area)
    answer = HttpResponse(papers.record_pdf(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="incident-{code}.pdf"'
    return answer
