"""The closed loop on a page: every link with its owner and times, and the one step that comes next."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from pydantic import BaseModel

from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.kernel.facts import ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import acts_for
from huying.measures.models import Loop
from huying.measures.queries.loops import loop_for
from huying.measures.services import loops as services
from huying.people.seats import as_actor, seat_of, seated


class Starting(BaseModel):
    """Somebody who comes in."""

    area: str = ask("要去哪里", "Where they are bound", pattern=r"^\d{20}$", widget="place")
    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: str = ask("电话", "Phone", default="", max_length=40, widget="phone")
    cohort: str = ask("航班、船次、车次", "Flight, ship or train", default="", max_length=40, widget="text")
    measure: str = ask("管控编号", "Code of the measure", default="", max_length=14, widget="text")


def _loop(request: HttpRequest, code: str) -> Loop:
    return loop_for(seat_of(request).area, code)


@never_cache
@seated("transfer.see")
def loop_new(request: HttpRequest) -> HttpResponse:
    """Begin a loop."""
    form = SchemaForm(Starting, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = services.loop_start(actor=as_actor(seat_of(request)), **form.value.model_dump())
            return redirect("loop", code=made.code)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "back": reverse("desk")}
    return render(
        request, "measures/loop_new.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@seated("transfer.see")
def loop(request: HttpRequest, code: str) -> HttpResponse:
    """One loop."""
    found = _loop(request, code)
    links = {one.place: one for one in found.links.select_related("owner")}
    offers = {offer.act.code: offer.refused for offer in acts_for(found.matter, as_actor(seat_of(request)))}
    rows: list[dict[str, Any]] = [
        {"title": Words(told["zh"], told["en"]), "link": links.get(place)}
        for place, told in enumerate(found.chain)
    ]
    context = {
        "loop": found,
        "name": mask_name(found.name),
        "state": kind_of(services.KIND).states[found.matter.state],
        "matter": found.matter,
        "rows": rows,
        "steps": [
            (act, kind_of(services.KIND).act(act).title)
            for act in ("pass_on", "acknowledge")
            if act in offers and offers[act] is None
        ],
        "back": reverse("matter", args=[code]),
    }
    return render(request, "measures/loop.html", context)


@require_POST
@seated("transfer.see")
def loop_do(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Hand over, or acknowledge; who comes next stands in the chain."""
    found, actor = _loop(request, code), as_actor(seat_of(request))
    try:
        if act == "pass_on":
            services.loop_pass(actor=actor, loop=found, note=request.POST.get("note", "")[:400])
        elif act == "acknowledge":
            services.loop_acknowledge(actor=actor, loop=found)
    except Refused as refused:
        messages.warning(request, str(refused.words))
    return redirect("loop", code=code)
