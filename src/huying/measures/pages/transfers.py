"""Transfers: what is under way, asking for one, and the driver's and the receiver's phone with one step at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.kernel.facts import ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import acts_for
from huying.matters.services import perform
from huying.measures.models import Transfer
from huying.measures.models.transfers import TO
from huying.measures.queries import sites as site_queries
from huying.measures.queries import transfers as queries
from huying.measures.services.transfers import transfer_ask
from huying.measures.transfer_effects import rooms_for
from huying.measures.transfer_facts import Asking
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places.queries import area_names

ACTS = ("assign", "depart", "arrive", "accept", "cancel")


def _sites() -> list[tuple[str, Words]]:
    from huying.places import scope

    found = site_queries.sites_in(scope.current() or "0" * 20)
    return [(str(one.pk), Words(one.name, one.name)) for one in found]


class AskingHere(Asking):
    """The same on a page: the site is chosen from those of the area."""

    site: int | None = ask("隔离点", "Site", default=None, widget="select", choices=_sites)


@never_cache
@seated("transfer.see")
def transfers(request: HttpRequest) -> HttpResponse:
    """What is under way to here, the next due first; and what left from here."""
    seat = seat_of(request)
    found = queries.transfers_open(seat.area)
    names = area_names({row.from_area for _, row in found} | {row.area for _, row in found})
    states = kind_of(queries.KIND).states
    rows = [
        {
            "title": f"{names[row.from_area]} → {row.site or names[row.area]}",
            "place": m.code,
            "at": m.due_at,
            "state": states[m.state].title,
            "tone": states[m.state].tone,
            "url": reverse("transfer", args=[m.code]),
        }
        for m, row in found
    ]
    left = [
        {"code": links[-1].code, "links": links, "last": links[-1]} for links in queries.links_from(seat.area)
    ]
    context = {"rows": rows, "left": left, "may_ask": seat.able("zone.propose") or seat.able("site.manage")}
    return render(request, "measures/transfers.html", context)


@never_cache
@seated("transfer.see")
def transfer_new(request: HttpRequest) -> HttpResponse:
    """Ask for a transfer."""
    seat = seat_of(request)
    shown = [name for name in Asking.model_fields if not name.startswith("to_unit")]
    form = SchemaForm(AskingHere, request.POST if request.method == "POST" else None, only=shown)
    if form.is_valid():
        try:
            once = (
                f"transfer:{seat.user_id}:{request.POST['once'][:40]}" if request.POST.get("once") else None
            )
            made = transfer_ask(actor=as_actor(seat), said=form.value, once=once)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, str(Words("已提出，编号 {code}", "Asked for: {code}").fill(code=made.code))
            )
            return redirect("transfers")
    context = {"form": form, "back": reverse("transfers")}
    return render(
        request, "measures/transfer_new.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@seated("transfer.see")
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """One transfer with the one thing to do next."""
    seat = seat_of(request)
    return render(request, "measures/transfer.html", _context(seat, queries.transfer_for(seat.area, code)))


def _context(seat: Seat, row: Transfer, acting: SchemaForm | None = None, act: str = "") -> dict[str, Any]:
    people = queries.passengers_of(row)
    names = area_names([row.from_area, row.area])
    state = kind_of(queries.KIND).states[row.matter.state]
    forms = []
    for offer in acts_for(row.matter, as_actor(seat)):
        if offer.act.code in ACTS:
            declared = offer.act
            own = acting if acting is not None and declared.code == act else _form(declared.takes, people)
            forms.append({"act": declared, "refused": offer.refused, "form": own})
    return {
        "transfer": row,
        "state": state,
        "matter": row.matter,
        "origin": names[row.from_area],
        "goal": row.site or names[row.area],
        "to": TO[row.to],
        "links": queries.links_of(row),
        "people": [
            {
                "number": one.number, "name": mask_name(one.name), "cohort": one.cohort, "room": one.room,
                "with": one.with_number,
            }
            for one in people
        ],
        "proposal": _proposal(row, people) if row.matter.state == "arrived" and row.site_id else None,
        "may_reveal": queries.may_see_people(seat, row),
        "forms": forms,
        "back": reverse("transfers"),
    }  # fmt: skip


def _form(takes: Any, people: list[Any]) -> SchemaForm:
    initial = {"count": len(people)} if "count" in takes.model_fields else {}
    return SchemaForm(takes, initial=initial)


def _proposal(row: Transfer, people: list[Any]) -> Any:
    """Where the rules would place everybody: sentences, or why they cannot."""
    try:
        rooms = rooms_for(row, people)
    except Refused as refused:
        return [refused.words]
    from huying.measures.models import Room

    numbers = dict(Room.objects.filter(pk__in=rooms.values()).values_list("pk", "number"))
    return [
        Words("{n} 号 → {room}", "No. {n} → {room}").fill(n=one.number, room=numbers[rooms[one.number]])
        for one in people
    ]


@never_cache
@require_POST
@seated("transfer.see")
def transfer_do(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One step of a transfer."""
    seat = seat_of(request)
    row = queries.transfer_for(seat.area, code)
    if act not in ACTS:
        return redirect("transfer", code=code)
    takes = kind_of(queries.KIND).act(act).takes
    assert takes is not None  # noqa: S101 - each of them takes facts
    form = SchemaForm(takes, request.POST)
    if form.is_valid():
        try:
            once = f"{act}:{request.POST['once'][:40]}" if request.POST.get("once") else None
            perform(code=code, act=act, actor=as_actor(seat), facts=form.value, once=once)
            return redirect("transfer", code=code)
        except Refused as refused:
            form.refuse(refused)
    row = queries.transfer_for(seat.area, code)
    return render(request, "measures/transfer.html", _context(seat, row, form, act), status=422)


@never_cache
@require_POST
@seated("transfer.see", "people.reveal")
def transfer_people(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody on it in full, for whoever takes them along or in; the look goes on record."""
    seat = seat_of(request)
    row = queries.transfer_for(seat.area, code)
    context = _context(seat, row)
    try:
        context["shown"] = queries.people_in_full(seat, code, request.POST.get("purpose", "")[:200])
    except Refused as refused:
        messages.warning(request, str(refused.words))
    return render(request, "measures/transfer.html", context)
