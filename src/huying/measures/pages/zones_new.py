"""Declaring a zone: pick buildings or draw around them, see whom it reaches, propose it; all on one page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from pydantic import BaseModel

from huying.base.clock import now
from huying.base.forms import SchemaForm
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.measures import zone_map
from huying.measures.polygons import read_outline
from huying.measures.queries import zones as queries
from huying.measures.queries.precision import precision_of
from huying.measures.services import zones as services
from huying.measures.zone_facts import MOST_PLACES, Declaring
from huying.measures.zone_limits import too_long, too_wide
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places import codes
from huying.places.queries import area_names, descendants
from huying.rulebook.models import Response

_OWN = ("kind", "places", "geometry", "response")
UNCLEAR = Words("看不清是哪里：{line}", "It is not clear where this is: {line}")
NOTHING = Words(
    "还没有选楼。请在下面勾选、输入地址，或在地图上画一圈。", "No building is chosen: tick, type or draw."
)


class Adding(BaseModel):
    """Buildings found by a place of the tree or by typed addresses."""

    under: str = ask("加上这里的所有楼", "Add every building of", default="", widget="place")
    typed: str = ask(
        "按地址加（一行一个）", "Add by address (one a line)", default="", max_length=4000, widget="textarea",
        help=Words("如：荷花新村3幢", "Such as 荷花新村3幢"),
    )  # fmt: skip


@never_cache
@seated("zone.propose")
def zone_new(request: HttpRequest) -> HttpResponse:
    """Choose and propose. Only the last button proposes; the others look again at what is chosen."""
    seat = seat_of(request)
    posted = request.POST if request.method == "POST" else None
    adding = SchemaForm(Adding, posted, key="adding")
    chosen, unclear = _chosen(request, seat, adding)
    if posted is not None and "_narrow" in request.POST:
        # The least that holds everybody known: a person may still add to it.
        chosen = list(precision_of(chosen).grounded) or chosen
    kind = request.POST.get("kind", "")
    form = SchemaForm(
        Declaring,
        _whole(request, chosen, kind) if posted is not None else None,
        initial={"effective_from": now(), "clock_start": now()},
        only=[name for name in Declaring.model_fields if name not in _OWN],
    )
    sending = posted is not None and "_send" in request.POST
    if sending and not unclear and form.is_valid():
        try:
            once = f"zone:{seat.user_id}:{request.POST['once'][:40]}" if request.POST.get("once") else None
            made = services.zone_propose(actor=as_actor(seat), said=form.value, once=once)
            return redirect("zone", code=made.code)
        except Refused as refused:
            form.refuse(refused)
    if sending and not chosen:
        form.refuse(Refused(NOTHING))
    context = _context(request, seat, form, adding, chosen, unclear, kind)
    return render(request, "measures/zone_new.html", context, status=422 if sending else 200)


def _whole(request: HttpRequest, chosen: list[str], kind: str) -> Any:
    """What was sent, with the buildings as they are now."""
    data = request.POST.copy()
    data["places"] = "\n".join(chosen)
    data["kind"] = kind
    return data


def _chosen(request: HttpRequest, seat: Seat, adding: SchemaForm) -> tuple[list[str], list[Words]]:
    """The buildings ticked, added, typed or drawn; and what could not be read."""
    found = [code for code in request.POST.getlist("place") if _ours(code, seat)]
    unclear: list[Words] = []
    said = adding.said() if adding.bound else {}
    try:
        if said.get("under"):
            found += services.buildings_below(said["under"], seat.area)
        typed, missed = services.buildings_typed(str(said.get("typed", "")).splitlines(), seat.area)
        found += typed
        unclear += [UNCLEAR.fill(line=line[:60]) for line in missed]
        # What was drawn only preselects: it is read once, when it is new.
        outline = request.POST.get("geometry", "").strip()
        if outline and outline != request.POST.get("drawn", ""):
            found += services.buildings_inside(read_outline(outline), seat.area)
    except Refused as refused:
        unclear.append(refused.words)
    return queries.outermost(found)[:MOST_PLACES], unclear


def _ours(code: str, seat: Seat) -> bool:
    return codes.is_code(code) and codes.covers(seat.area, code)


def _context(
    request: HttpRequest, seat: Seat, form: SchemaForm, adding: SchemaForm, chosen: list[str],
    unclear: list[Words], kind: str,
) -> dict[str, Any]:  # fmt: skip
    area = codes.common(chosen) if chosen else seat.area
    kinds = queries.zone_kinds(area)
    names = area_names(chosen)
    picked = kinds.get(kind)
    said = form.said() if form.bound else {}
    limits = [too_wide(picked, chosen)] if picked else []
    if picked and said.get("expected_until") and said.get("clock_start"):
        limits.append(
            too_long(picked, max(said["clock_start"], said["effective_from"]), said["expected_until"])
        )
    responses = Response.objects.filter(ended_at=None, area__in=[area, *codes.ancestors(area)])
    return {
        "form": form,
        "adding": SchemaForm(Adding, key="adding") if not unclear else adding,
        "chosen": [{"code": code, "name": names[code]} for code in chosen],
        "unclear": unclear,
        "kinds": [{"code": code, "kind": one, "chosen": code == kind} for code, one in kinds.items()],
        "picked": picked,
        "limits": [words for words in limits if words],
        "reach": queries.reach_of(chosen).words if chosen else None,
        "precision": precision_of(chosen) if chosen else None,
        "responses": list(responses),
        "response": request.POST.get("response", ""),
        "geometry": request.POST.get("geometry", ""),
        "map": zone_map.as_text(_around(seat, chosen)),
        "back": reverse("zones"),
    }


def _around(seat: Seat, chosen: list[str]) -> list[dict[str, Any]]:
    """The buildings of the area as points, those chosen marked."""
    near = descendants(seat.area, "building").values_list("code", flat=True)[: zone_map.MOST_POINTS]
    taken = set(chosen)
    return [
        {
            **one,
            "properties": {
                **one["properties"],
                "tone": "bad" if one["properties"]["code"] in taken else "idle",
            },
        }
        for one in zone_map.points([*chosen, *near])
    ]
