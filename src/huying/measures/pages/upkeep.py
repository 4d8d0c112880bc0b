"""Disinfections, inspections, people held and closed venues: what is open, and opening one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters import queries as matters
from huying.matters.presenting import lines_of
from huying.measures import upkeep_facts as facts
from huying.measures.services.upkeep import KINDS, upkeep_open
from huying.people.seats import as_actor, seat_of, seated
from huying.places.queries import area_names

PAGE_SIZE = 50


def _place() -> Any:
    return ask("在哪里", "Where", pattern=r"^\d{20}$", widget="place")


class DisinfectHere(facts.ToDisinfect):
    """A place to disinfect, with where it lies."""

    area: str = _place()


class InspectHere(facts.ToInspect):
    """A place to inspect, with where it lies."""

    area: str = _place()


class HoldHere(facts.Holding):
    """People held, with where."""

    area: str = _place()


class CloseHere(facts.Closing):
    """A venue to close, with where it lies."""

    area: str = _place()


ASKS: dict[str, type[Facts]] = {
    "disinfection": DisinfectHere,
    "inspection": InspectHere,
    "hold": HoldHere,
    "venue": CloseHere,
}


@seated("see")
def upkeep(request: HttpRequest) -> HttpResponse:
    """What is open of these here, the next due first."""
    seat = seat_of(request)
    rows = matters.desk(area=seat.area, kind=list(KINDS.values()))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    lines, names = lines_of(found), area_names({one.area for one in found})
    context = {
        "page": page,
        "rows": [
            {
                "title": lines[one.pk].title,
                "place": names[one.area],
                "note": kind_of(one.kind).title,
                "at": one.due_at,
                "state": kind_of(one.kind).states[one.state].title,
                "tone": kind_of(one.kind).states[one.state].tone,
                "url": reverse("matter", args=[one.code]),
            }
            for one in found
        ],
        "kinds": [(what, kind_of(code).openings[0].title) for what, code in KINDS.items()],
    }
    return render(request, "measures/upkeep.html", context)


@never_cache
@seated("take")
def upkeep_new(request: HttpRequest) -> HttpResponse:
    """Open one: `?what=` says of which kind, `parent` the matter it belongs to, such as an incident."""
    seat, what = seat_of(request), request.GET.get("what", "")
    if what not in ASKS:
        raise NotYours(what)
    parent = request.GET.get("parent", "")
    above = matters.matter_for(seat.area, parent) if parent else None
    known = {name: value for name, value in request.GET.items() if name in ASKS[what].model_fields}
    initial = ({"area": above.area} if above else {}) | known
    form = SchemaForm(ASKS[what], request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        told: dict[str, Any] = form.value.model_dump()
        area = told.pop("area")
        try:
            once = f"{what}:{seat.user_id}:{request.POST['once'][:40]}" if request.POST.get("once") else None
            made = upkeep_open(what=what, area=area, actor=as_actor(seat), said=told, once=once, parent=above)
            return redirect("matter", code=made.code)
        except Refused as refused:
            form.refuse(refused)
    title: Words = kind_of(KINDS[what]).openings[0].title
    context = {
        "form": form,
        "title": title,
        "draft": f"upkeep-{what}",
        "back": reverse("matter", args=[parent]) if above else reverse("upkeep"),
    }
    return render(
        request, "measures/upkeep_new.html", context, status=422 if form.bound and form.errors else 200
    )
