"""Quarantine sites at the desk: how full, every room with its state, who works there, whom a positive concerns."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from pydantic import BaseModel

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.measures.models import SiteStaff, Stay
from huying.measures.models.sites import NEXT_STATE, ROOM_STATES
from huying.measures.queries import sites as queries
from huying.measures.services import sites as services
from huying.people.models import User
from huying.people.seats import seat_of, seated
from huying.places import scope
from huying.places.queries import area_names

TONES = {"free": "good", "occupied": "info", "to_disinfect": "bad", "disinfected": "warn"}
STEPS = {
    "to_disinfect": Words("已消毒", "Disinfected"),
    "disinfected": Words("验收合格", "Inspected: free"),
}


def _kinds() -> list[tuple[str, Words]]:
    area = scope.current()
    return [(code, one.title) for code, one in queries.site_kinds(area or "0" * 20).items()]


class Opening(BaseModel):
    """A site to open."""

    area: str = ask("在哪里", "Where", pattern=r"^\d{20}$", widget="place")
    name: str = ask("名称", "Name", min_length=2, max_length=80, widget="text")
    kind: str = ask("种类", "Kind", widget="radio", choices=_kinds)
    address: str = ask("地址", "Address", default="", max_length=200, widget="text")
    phone: str = ask("电话", "Phone", default="", max_length=40, widget="phone")
    rooms: str = ask(
        "房间（一行一层）", "Rooms, one floor a line", min_length=1, max_length=8000, widget="textarea",
        help=Words("如：3层 301-312，或 4层 401-408 x2（每间两张床）", "Such as 3: 301-312, or 4: 401-408 x2 (two beds a room)"),
    )  # fmt: skip


class Assigning(BaseModel):
    """Somebody who works here."""

    username: str = ask("登录名", "Log-in name", min_length=1, max_length=150, widget="text")
    work: str = ask("做什么", "Work", min_length=1, max_length=60, widget="text")


@seated("site.see")
def sites(request: HttpRequest) -> HttpResponse:
    """The sites of the area with their free rooms."""
    seat = seat_of(request)
    found = list(queries.sites_in(seat.area))
    names = area_names({one.area for one in found})
    rows = [
        {
            "name": one.name,
            "place": names[one.area],
            "free": one.rooms_free,  # type: ignore[attr-defined]
            "taken": one.rooms_taken,  # type: ignore[attr-defined]
            "rooms": one.rooms_all,  # type: ignore[attr-defined]
            "url": reverse("site", args=[one.pk]),
        }
        for one in found
    ]
    columns = [
        {"name": "name", "title": Words("隔离点", "Site"), "kind": "link"},
        {"name": "place", "title": Words("在哪里", "Where")},
        {"name": "free", "title": Words("空房", "Free"), "kind": "num"},
        {"name": "taken", "title": Words("住人", "Occupied"), "kind": "num"},
        {"name": "rooms", "title": Words("房间", "Rooms"), "kind": "num"},
    ]
    context = {"rows": rows, "columns": columns, "may_manage": seat.able("site.manage")}
    return render(request, "measures/sites.html", context)


@never_cache
@seated("site.manage")
def site_new(request: HttpRequest) -> HttpResponse:
    """Open a site with its rooms."""
    seat = seat_of(request)
    form = SchemaForm(Opening, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            site = services.site_open(by=seat, **form.value.model_dump())
            return redirect("site", pk=site.pk)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "back": reverse("sites")}
    return render(
        request, "measures/site_new.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@seated("site.see")
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """One site floor by floor; names are masked."""
    seat = seat_of(request)
    found = queries.site_for(seat.area, pk)
    form = SchemaForm(Assigning, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not seat.able("site.manage"):
        raise NotYours(f"site {pk}")
    if form.is_valid():
        try:
            services.staff_assign(by=seat, site=found, user=_user(form.value.username), work=form.value.work)
            return redirect("site", pk=pk)
        except Refused as refused:
            form.refuse(refused)
    floors = queries.floors_of(found)
    context = {
        "site": found,
        "floors": [_floor(one.number, one.rooms) for one in reversed(floors)],
        "staff": list(queries.staff_of(found)),
        "form": form,
        "may_manage": seat.able("site.manage"),
        "back": reverse("sites"),
    }
    return render(request, "measures/site.html", context, status=422 if form.bound and form.errors else 200)


def _user(username: str) -> int:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        words = Words("没有这个登录名。", "There is no such log-in name.")
        raise Refused(words, {"username": words})
    return found.pk


def _floor(number: int, rooms: Sequence[Any]) -> dict[str, Any]:
    """The rooms of a floor that somebody has to look at one by one, and those that are simply free."""
    free = [room for room in rooms if room.state == "free"]
    return {
        "number": number,
        "free": free,
        "taken": sum(room.state == "occupied" for room in rooms),
        "rooms": [_room(room) for room in rooms if room.state != "free"],
    }


def _room(room: Any) -> dict[str, Any]:
    return {
        "pk": room.pk,
        "number": room.number,
        "beds": room.beds,
        "state": ROOM_STATES[room.state],
        "tone": TONES[room.state],
        "step": STEPS[room.state] if room.state in NEXT_STATE else None,
        "at": room.turned_at,
        "by": room.turned_by,
        "guests": [
            {"pk": stay.pk, "name": mask_name(stay.name), "cohort": stay.cohort, "measure": stay.measure}
            for stay in room.guests
        ],
    }


@require_POST
@seated("site.manage")
def room_turn(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step of an empty room."""
    seat = seat_of(request)
    room = queries.room_for(seat.area, pk)
    try:
        services.room_turn(by=seat, room=room)
    except Refused as refused:
        messages.warning(request, str(refused.words))
    return redirect("site", pk=room.site_id)


@require_POST
@seated("site.manage")
def stay_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves a room."""
    seat = seat_of(request)
    stay = scope.within(Stay.objects.select_related("room").filter(pk=pk), seat.area).first()
    if stay is None:
        raise NotYours(f"stay {pk}")
    services.stay_end(stay=stay, user=seat.user_id)
    return redirect("site", pk=stay.room.site_id)


@require_POST
@seated("site.manage")
def staff_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody works there no longer."""
    seat = seat_of(request)
    row = scope.within(SiteStaff.objects.filter(pk=pk), seat.area).first()
    if row is None:
        raise NotYours(f"staff {pk}")
    services.staff_end(by=seat, staff=row)
    return redirect("site", pk=row.site_id)


@never_cache
@seated("site.see")
def resets(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose days may have to restart after a positive in this room: a hint, nothing is decided here."""
    seat = seat_of(request)
    room = queries.room_for(seat.area, pk)
    rows = [
        {
            "name": mask_name(one.name),
            "room": one.room.number,
            "floor": one.room.floor,
            "measure": one.measure,
        }
        for one in queries.resets_of(room)
    ]
    context = {"room": room, "rows": rows, "back": reverse("site", args=[room.site_id])}
    return render(request, "measures/resets.html", context)
