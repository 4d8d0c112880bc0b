"""The desk's side of an order: placing it, looking at its contact and its proof."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name, mask_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.presenting import Brief, brief_of
from huying.matters.queries import matter_for
from huying.people.seats import as_actor, seat_of, seated
from huying.places import scope
from huying.places.codes import covers
from huying.volunteers import queries, services
from huying.volunteers.facts import Placing
from huying.volunteers.forms import PlacingAt, Purpose
from huying.volunteers.models import Order

if TYPE_CHECKING:
    from huying.matters.models import Matter

ENDED = Words("这件事已经办结，不用再派单了。", "This matter has ended: no order is needed.")
_CONTACT = ("contact_name", "contact_phone", "room")


@never_cache
@seated("dispatch")
def order_new(request: HttpRequest) -> HttpResponse:
    """Place an order, for a request (its contact goes along unseen) or for somebody who rang."""
    seat = seat_of(request)
    parent = matter_for(seat.area, request.GET["parent"]) if request.GET.get("parent") else None
    handed = brief_of(parent) if parent is not None else Brief("")
    data = request.POST if request.method == "POST" else None
    form = SchemaForm(
        Placing if parent else PlacingAt,
        data,
        initial={
            "title": handed.title, "text": handed.text, "place_text": handed.place,
            "wanted_by": handed.wanted_by, "area": request.GET.get("area", ""),
        },
        only=[name for name in Placing.model_fields if name not in _CONTACT] if parent else None,
    )  # fmt: skip
    if form.is_valid():
        try:
            return redirect("matter", code=_placed(form, parent, request).code)
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "parent": parent,
        "contact": f"{mask_name(handed.contact_name)} {mask_phone(handed.contact_phone)}".strip(),
        "back": reverse("matter", args=[parent.code]) if parent else reverse("desk"),
        "draft": f"order-{parent.code if parent else 'new'}",
    }
    return render(
        request, "volunteers/order_new.html", context, status=422 if form.bound and form.errors else 200
    )


def _placed(form: SchemaForm, parent: "Matter | None", request: HttpRequest) -> "Matter":
    seat = seat_of(request)
    said: dict[str, Any] = form.value.model_dump()
    once = f"order:{seat.user_id}:{request.POST['once'][:40]}" if request.POST.get("once") else None
    if parent is not None:
        if parent.ended_at is not None:
            raise Refused(ENDED)
        return services.order_place_for(parent=parent, actor=as_actor(seat), said=said, once=once)
    area = said.pop("area")
    if not covers(seat.area, area):
        words = Words("这个地方不在您的辖区。", "That place is not in your area.")
        raise Refused(words, {"area": words})
    return services.order_place(area=area, actor=as_actor(seat), said=said, once=once)


@never_cache
@seated("people.reveal")
def order_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the purpose, then show the contact once, to whoever took the order; the look goes on record."""
    seat = seat_of(request)
    order = queries.order_for(seat.area, code)
    form = SchemaForm(Purpose, request.POST if request.method == "POST" else None)
    shown = None
    if form.is_valid():
        try:
            shown = queries.contact_for(seat, code, form.value.purpose)
        except Refused as refused:
            form.refuse(refused)
    where = "matter" if seat.able("see") else "volunteer_order"
    context = {
        "form": form, "contact": shown, "place": order.place_text, "back": reverse(where, args=[code]),
    }  # fmt: skip
    return render(request, "volunteers/contact.html", context)


@cache_control(private=True, max_age=3600, immutable=True)
@seated()
def proof(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of a delivery, for whoever took it and for staff whose area covers it."""
    seat = seat_of(request)
    path = services.proof_path(name)
    with scope.everything("is a picture the reader's to see"):
        order = Order.objects.select_related("taken_by").filter(proof_photo=name).first()
    taker = order is not None and order.taken_by is not None and order.taken_by.user_id == seat.user_id
    staff = order is not None and seat.able("see") and covers(seat.area, order.area)
    if not (taker or staff) or not path.is_file():
        raise NotYours(name)
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
