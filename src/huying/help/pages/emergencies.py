"""The emergency desk: what runs now, the three stamps, who has not acknowledged, each stamp one press."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.errors import NotYours
from huying.help import terms
from huying.help.facts import Transfer, Treatment
from huying.help.models import Alert, Emergency
from huying.help.queries.emergencies import emergencies_open, hospitals_known
from huying.help.show import marks_of
from huying.kernel.facts import Facts
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import matter_for
from huying.matters.services import perform
from huying.people.queries import unit_names
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places.queries import area_names

MOST = 50
# What is pressed when nothing else was written.
VEHICLE = Words("120救护车", "Ambulance")
WARD = Words("急诊科", "Emergency department")
FIELD: dict[str, tuple[str, Words, type[Facts]]] = {
    "transfer": ("transport", VEHICLE, Transfer),
    "treat": ("hospital", WARD, Treatment),
}
STAMPS = {"reported": ("transfer", "treat"), "transferring": ("treat",)}


@never_cache
@seated("emergency")
def emergencies(request: HttpRequest) -> HttpResponse:
    """All that is not over in the area, those without a doctor first."""
    seat = seat_of(request)
    rows = list(emergencies_open(seat.area)[:MOST])
    context = {"rows": _shown(seat, rows), "hospitals": hospitals_known(seat.area)}
    context["running"] = sum(1 for row in rows if row.treated_at is None)
    return render(request, "help/emergencies.html", context)


def _shown(seat: Seat, rows: list[Emergency]) -> list[dict[str, Any]]:
    places = area_names({row.area for row in rows})
    alerts = [alert for row in rows for alert in row.alerts.all()]
    units = unit_names((alert.unit, alert.unit_area) for alert in alerts)
    kind = kind_of("help.emergency")
    shown = []
    for row in rows:
        state = kind.states[row.matter.state]
        shown.append(
            {
                "row": row,
                "code": row.matter.code,
                "url": reverse("matter", args=[row.matter.code]),
                "place": row.place_text or places[row.area],
                "state": state.title,
                "tone": state.tone,
                "due_at": row.matter.due_at,
                "marks": marks_of(row),
                "steps": _steps(row),
                "told": [
                    (units.get((a.unit, a.unit_area)) or terms.term(terms.UNITS, a.unit), a)
                    for a in row.alerts.all()
                ],
                "ours": next((a for a in row.alerts.all() if _waits_for(seat, a)), None),
                "stamps": [
                    {
                        "act": act,
                        "title": kind.act(act).title,
                        "field": FIELD[act][0],
                        "usual": FIELD[act][1],
                        "once": secrets.token_hex(8),
                    }
                    for act in STAMPS.get(row.matter.state, ())
                ],
            }
        )
    return shown


def _waits_for(seat: Seat, alert: Alert) -> bool:
    return alert.matter.state == "told" and (alert.unit, alert.unit_area) == (seat.unit, seat.area)


def _steps(row: Emergency) -> list[dict[str, Any]]:
    """The three stamps as steps: done ones with their time and owner, the first open one marked."""
    steps: list[dict[str, Any]] = []
    for _, words, at, by in row.stamps:
        now_here = at is None and all(step["done"] for step in steps)
        steps.append({"title": words, "done": at is not None, "now": now_here, "at": at, "by": by})
    return steps


@require_POST
@seated("emergency")
def emergency_stamp(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Press a stamp, or acknowledge the alert of one's own unit."""
    seat = seat_of(request)
    matter = matter_for(seat.area, code)
    facts: Facts | None = None
    if act in FIELD and matter.kind == "help.emergency":
        name, usual, schema = FIELD[act]
        facts = schema.model_validate({name: request.POST.get(name, "").strip()[:120] or usual.zh})
    elif act != "acknowledge" or matter.kind != "help.alert":
        raise NotYours(f"{code} {act}")
    try:
        perform(
            code=code,
            act=act,
            actor=as_actor(seat),
            facts=facts,
            once=request.POST.get("once", "")[:80] or None,
        )
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        done = Words("已记下：{what}", "Noted: {what}").fill(what=kind_of(matter.kind).act(act).title)
        messages.success(request, str(done))
    return HttpResponseRedirect(reverse("help_emergencies"))
