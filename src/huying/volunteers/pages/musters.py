"""Calls for volunteers: the desk calls a whole street, a volunteer answers on the phone."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places.queries import area_names
from huying.volunteers import services
from huying.volunteers.facts_muster import Mustering
from huying.volunteers.models import Volunteer
from huying.volunteers.queries.musters import muster_for, musters_for

from .phone import volunteering


class Calling(Mustering):
    """Which place, and what for."""

    area: str = ask("招哪里的志愿者", "Volunteers of which place", pattern=r"^\d{20}$", widget="place")


@never_cache
@seated("volunteer.manage")
def muster_new(request: HttpRequest) -> HttpResponse:
    """Call the volunteers of a place."""
    seat = seat_of(request)
    form = SchemaForm(
        Calling, request.POST if request.method == "POST" else None, initial={"area": seat.area}
    )
    if form.is_valid():
        said = form.value.model_dump()
        area = said.pop("area")
        key = request.GET.get("once", "")[:60]
        try:
            matter = services.muster_publish(
                area=area,
                said=Mustering.model_validate(said),
                actor=as_actor(seat),
                once=f"muster:{seat.user_id}:{key}" if key else None,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("matter", code=matter.code)
    context = {"form": form, "back": reverse("volunteers"), "action": f"?once={secrets.token_hex(8)}"}
    return render(
        request, "volunteers/muster_new.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@volunteering
def musters(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """The calls that reach me: what for, when, how many are still wanted; one press answers."""
    found = musters_for(volunteer)
    names = area_names({row.area for row in found})
    rows: list[dict[str, Any]] = [
        {
            "row": row,
            "code": row.matter.code,
            "place": row.place_text or names[row.area],
            "mine": getattr(row, "mine", 0),
            "coming": getattr(row, "coming", 0),
        }
        for row in found
    ]
    context = {"rows": rows, "seat": seat, "back": reverse("volunteer_home")}
    return render(request, "volunteers/musters.html", context)


@require_POST
@volunteering
def muster_answer(request: HttpRequest, seat: Seat, volunteer: Volunteer, code: str) -> HttpResponse:
    """I come, or I cannot after all."""
    row = muster_for(volunteer, code)
    if row is None:
        raise NotYours(code)
    comes = request.POST.get("comes") == "yes"
    try:
        services.muster_answer(muster=row, volunteer=volunteer, comes=comes)
    except Refused as refused:
        messages.warning(request, str(refused.words))
    else:
        said = (
            Words("记下了，到时见。", "Noted, see you there.")
            if comes
            else Words("好的，已取消。", "Fine, taken off the list.")
        )
        messages.success(request, str(said))
    return redirect("volunteer_musters")
