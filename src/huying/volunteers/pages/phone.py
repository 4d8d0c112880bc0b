"""The volunteer's phone: what I am asked, what I hold, what I can take; then each step with one press."""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.forms import SchemaForm
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import acts_for
from huying.matters.services import perform
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places import scope
from huying.volunteers import queries
from huying.volunteers.forms import Purpose
from huying.volunteers.models import Order, Volunteer
from huying.volunteers.queries.musters import musters_for
from huying.volunteers.queries.orders import km_between, points
from huying.volunteers.services import proof_drop, proof_keep

from .phoned import seat_by_phone

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "volunteers.order"
NEARBY = 30
COLLEAGUES = 10
# What a volunteer does on the phone; what the desk does is done at the desk.
ACTS = ("accept", "decline", "check_in", "deliver", "hand_back", "take_over")
TOLD = {
    "accept": Words("这一单是您的了，到了请点“到岗开始”。", "It is yours. Check in when you are there."),
    "decline": Words("好的，已转给别人。谢谢您的答复。", "Fine, somebody else will be asked. Thank you."),
    "check_in": Words("已开始计时，做完请点“送达”。", "Your time is running. Press “Delivered” when done."),
    "deliver": Words("辛苦了！社区核实后就完成了。", "Thank you! The community checks it, then it is done."),
    "hand_back": Words("已退回社区另派。", "The community will find somebody else."),
    "take_over": Words("这一单由您接手了。", "You have taken it over."),
}
GONE = Words(
    "刚刚有人接了这一单，谢谢您。看看别的吧。",
    "Somebody has just taken it, thank you. See what else there is.",
)


def volunteering(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for somebody registered as a volunteer, logged in or in by a code sent to their phone.

    Others are told how to become one.
    """

    def known(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        seat = seat_of(request)
        volunteer = queries.volunteer_of(seat.user_id)
        if volunteer is None:
            return render(request, "volunteers/stranger.html", {"seat": seat})
        return page(request, seat, volunteer, **kwargs)

    logged_in = seated("order.take")(known)

    def inner(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated or (seat := seat_by_phone(request)) is None:
            return logged_in(request, **kwargs)
        request.seat = seat  # type: ignore[attr-defined]
        with scope.use(seat.area):
            return known(request, **kwargs)

    inner.abilities = ("order.take",)  # type: ignore[attr-defined]
    return functools.update_wrapper(inner, page)


@never_cache
@volunteering
def home(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """What must I do now: asked first, then mine, then what waits nearby, the next due first."""
    asked = queries.asked_of(volunteer, seat.area)
    held = list(queries.orders_held(volunteer))
    nearby = queries.waiting_near(seat.area, limit=NEARBY) if volunteer.standing != "paused" else []
    places = points({volunteer.area, *(m.area for m in nearby)})
    context = {
        "seat": seat,
        "volunteer": volunteer,
        "asked": _rows(asked),
        "held": [_row(order.matter, order) for order in held],
        "nearby": _rows(nearby, lambda m: km_between(places, volunteer.area, m.area)),
        "colleagues": _rows(queries.taken_by_others(volunteer, seat.area, limit=COLLEAGUES)),
        "running": queries.runs(volunteer),
        "musters": musters_for(volunteer),
    }
    return render(request, "volunteers/home.html", context)


def _rows(
    found: Sequence["Matter"], km: "Callable[[Matter], float | None]" = lambda m: None
) -> list[dict[str, Any]]:
    return [_row(m, m.volunteer_order, km(m)) for m in found]


def _row(matter: "Matter", order: Order, km: float | None = None) -> dict[str, Any]:
    state = kind_of(KIND).states[matter.state]
    skills = "、".join(str(words) for words in order.skill_words)
    far = str(Words(f"{km:.1f} 公里", f"{km:.1f} km")) if km is not None else ""
    return {
        "title": order.title,
        "place": order.place_text,
        "note": " · ".join(part for part in (skills, far) if part),
        "at": order.wanted_by or matter.due_at,
        "state": state.title,
        "tone": state.tone,
        "url": reverse("volunteer_order", args=[matter.code]),
    }


@never_cache
@volunteering
def order(request: HttpRequest, seat: Seat, volunteer: Volunteer, code: str) -> HttpResponse:
    """One order, with the one thing to do next."""
    row = queries.order_to_take(volunteer, seat.area, code)
    return render(request, "volunteers/order.html", _context(seat, volunteer, row))


def _context(seat: Seat, volunteer: Volunteer, row: Order) -> dict[str, Any]:
    mine = row.taken_by_id == volunteer.pk
    offers = [
        offer
        for offer in acts_for(row.matter, as_actor(seat))
        if offer.act.code in ACTS and _fits(offer.act.code, row, volunteer)
    ]
    return _row(row.matter, row) | {
        "order": row,
        "matter": row.matter,
        "mine": mine,
        "asked": row.asked_id == volunteer.pk,
        "reveal": queries.may_see_contact(seat, row),
        "offers": [
            {
                "code": offer.act.code,
                "title": offer.act.title,
                "primary": offer.act.primary,
                "asks": offer.act.takes is not None,
                "refused": offer.refused,
            }
            for offer in offers
        ],
        "back": reverse("volunteer_home"),
        "seat": seat,
    }


def _fits(act: str, row: Order, volunteer: Volunteer) -> bool:
    """Whether an act makes sense for this volunteer, beyond what its kind allows."""
    if act == "take_over":
        return row.taken_by_id != volunteer.pk
    if act in ("check_in", "deliver", "hand_back"):
        return row.taken_by_id == volunteer.pk
    if act == "decline":
        return row.asked_id == volunteer.pk
    return True


@never_cache
@volunteering
def do(request: HttpRequest, seat: Seat, volunteer: Volunteer, code: str, act: str) -> HttpResponse:
    """One step of an order: at once where nothing needs saying, else with its short form."""
    row = queries.order_to_take(volunteer, seat.area, code)
    if act not in ACTS:
        return redirect("volunteer_order", code=code)
    declared = kind_of(KIND).act(act)
    if declared.takes is None:
        if request.method != "POST":
            return redirect("volunteer_order", code=code)
        return _step(request, seat, code, act)
    form = SchemaForm(declared.takes, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            value = _with_photo(form.value, request)
        except Refused as refused:
            form.refuse(Refused(refused.words, {"photo": refused.words}))
        else:
            try:
                perform(code=code, act=act, actor=as_actor(seat), facts=value, once=_once(request))
            except Refused as refused:
                proof_drop(getattr(value, "photo", ""))
                form.refuse(refused)
            else:
                messages.success(request, str(TOLD[act]))
                return redirect("volunteer_home")
    context = _context(seat, volunteer, row) | {"form": form, "act": declared, "draft": f"{code}-{act}"}
    context["back"] = reverse("volunteer_order", args=[code])
    status = 422 if form.bound and form.errors else 200
    return render(request, "volunteers/do.html", context, status=status)


def _step(request: HttpRequest, seat: Seat, code: str, act: str) -> HttpResponse:
    """An act that needs no words; a refusal is a sentence on the page one comes back to."""
    try:
        perform(code=code, act=act, actor=as_actor(seat), once=_once(request))
    except Refused as refused:
        taken = act == "accept" and queries.order_for(seat.area, code).taken_by_id is not None
        messages.warning(request, str(GONE if taken else refused.words))
        return redirect("volunteer_home")
    messages.success(request, str(TOLD[act]))
    return redirect("volunteer_order", code=code)


def _once(request: HttpRequest) -> str | None:
    return request.POST.get("once", "")[:60] or None


def _with_photo(value: Any, request: HttpRequest) -> Any:
    """The facts with the name of the picture that came along; a name typed into the form counts for nothing."""
    if "photo" not in type(value).model_fields:
        return value
    sent = request.FILES.getlist("photo-new")
    name = proof_keep(sent[0].read()) if sent else ""
    return value.model_copy(update={"photo": name})


@never_cache
@require_POST
@volunteering
def contact(request: HttpRequest, seat: Seat, volunteer: Volunteer, code: str) -> HttpResponse:
    """The contact in full on the order's own page, for a purpose chosen by one press, on record."""
    row = queries.order_to_take(volunteer, seat.area, code)
    context = _context(seat, volunteer, row)
    form = SchemaForm(Purpose, request.POST)
    if form.is_valid():
        try:
            context["contact"] = queries.contact_for(seat, code, form.value.purpose)
        except Refused as refused:
            messages.warning(request, str(refused.words))
    return render(request, "volunteers/order.html", context)
