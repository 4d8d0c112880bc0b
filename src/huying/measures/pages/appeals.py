"""Appeals at the desk: the list, and filing one for somebody who rang or asked for help."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.base.numbers import read_phone
from huying.base.secrets import keyed_hash
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.presenting import brief_of
from huying.matters.queries import matter_for
from huying.measures import measure_facts as facts
from huying.measures.models import Measure
from huying.measures.queries import measures as queries
from huying.measures.services import measures as services
from huying.people.seats import as_actor, seat_of, seated
from huying.places.queries import area_names

MOST = 100


@never_cache
@seated("see")
def appeals(request: HttpRequest) -> HttpResponse:
    """The appeals of the area, the newest first, and how those before were decided."""
    seat = seat_of(request)
    found = list(queries.appeals_in(seat.area)[:MOST])
    names = area_names({row.area for row in found})
    states = kind_of(services.APPEAL).states
    rows = [
        {
            "title": f"{mask_name(row.measure.name)} · {row.measure.kind_words}",
            "note": row.matter.code,
            "place": names[row.area],
            "at": row.matter.due_at,
            "state": states[row.matter.state].title,
            "tone": states[row.matter.state].tone,
            "url": reverse("matter", args=[row.matter.code]),
        }
        for row in found
    ]
    counted = queries.figures(seat.area)
    waiting = sum(counted.appeals.get(state, 0) for state in ("filed", "checking"))
    return render(request, "measures/appeals.html", {"rows": rows, "figures": counted, "open": waiting})


@never_cache
@seated("see")
def appeal_new(request: HttpRequest) -> HttpResponse:
    """File an appeal for somebody: against the measure named, or those of the phone a call for help was told with."""
    seat = seat_of(request)
    asked = request.GET.get("request", "")
    named = request.GET.get("measure", "")
    parent = matter_for(seat.area, asked) if asked else None
    handed = brief_of(parent) if parent else None
    if named:
        rows = [queries.measure_for(seat.area, named)]
    else:
        number = read_phone(handed.contact_phone) if handed and handed.contact_phone else None
        rows = queries.measures_by_phone(keyed_hash(number, "phone") if number else None, seat.area)
    initial = (
        {"text": handed.text, "contact_phone": handed.contact_phone, "needed_by": handed.wanted_by}
        if handed
        else {}
    )
    context: dict[str, Any] = {
        "rows": [{"code": row.matter.code, "name": mask_name(row.name), "kind": row.kind_words} for row in rows],
        "asked": asked, "back": reverse("matter", args=[asked or named]) if asked or named else reverse("measure_appeals"),
    }  # fmt: skip
    form = SchemaForm(facts.Objection, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            matter = services.appeal_file(
                row=_meant(rows, request.POST.get("against", "")),
                said=form.value,
                actor=as_actor(seat),
                request=asked,
            )
            return redirect("matter", code=matter.code)
        except Refused as refused:
            form.refuse(refused)
    context["form"] = form
    return render(
        request, "measures/appeal_new.html", context, status=422 if form.bound and form.errors else 200
    )


def _meant(rows: list[Measure], code: str) -> Measure:
    """The measure that was chosen; the only one there is."""
    if len(rows) == 1:
        return rows[0]
    found = next((row for row in rows if row.matter.code == code), None)
    if found is None:
        raise Refused(Words("请选对哪一项措施不服。", "Choose which measure it is about."))
    return found
