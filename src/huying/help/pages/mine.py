"""A caller's own page: where it stands, what happens next, what was said, and what they can do."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import zxingcpp
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from huying.base import ratelimit
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.ids import read_code
from huying.base.mask import mask_name
from huying.base.visitors import closed_words, visitor_address
from huying.help.queries.requests import CallerView, caller_view
from huying.help.services import photo_add
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.queries import matter_for
from huying.matters.services import perform
from huying.people import door
from huying.people.roles import role_title
from huying.places import scope
from huying.places.codes import ALL

CALLER = Actor("caller")
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')
# In this order, each with what the button is called to a caller.
BUTTONS = {
    "confirm": Words("解决了", "It is solved"),
    "not_solved": Words("没有解决", "It is not solved"),
    "add": Words("补充情况", "Add something"),
    "escalate_to_emergency": Words("情况危急，转急救", "It is an emergency now"),
    "withdraw": Words("不用了，撤回", "I no longer need it"),
}


class Nothing(Facts):
    """An act that asks nothing."""


class Picture(Facts):
    """One more picture."""

    photo: str = ask("照片", "Picture", default="", max_length=40, widget="photo")


def inside(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for the caller of this code; others are led to the door."""

    @wraps(page)
    def opened(request: HttpRequest, code: str, **more: str) -> HttpResponse:
        meant = read_code(code) or code
        caller = door.caller_of(request)
        if caller is None or not caller.holds(meant):
            return HttpResponseRedirect(reverse("track_printed", args=[meant]))
        with scope.everything("a caller is at their own matter"):
            return page(request, meant, **more)

    return never_cache(opened)


@inside
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what happens next and by when, what was said, and what the caller can do."""
    view = caller_view(code)
    offered = {offer.act.code for offer in view.acts if offer.refused is None}
    call = kind_of("help.stairwell_call")
    context = {
        "view": view,
        "group": [(role_title(one.role), mask_name(one.user.get_full_name())) for one in view.group or ()],
        "calls": [(one, call.states[one.matter.state]) for one in view.calls],
        "timeline": _lines(view),
        "buttons": [
            {"title": words, "url": reverse("help_mine_do", args=[code, act]), "primary": act == "confirm"}
            for act, words in BUTTONS.items()
            if act in offered
        ],
    }
    return render(request, "help/mine.html", context)


def _lines(view: CallerView) -> list[dict[str, Any]]:
    ours, theirs = Words("承办人", "Those who handle it"), Words("您", "You")
    return [
        {"what": told.what, "at": told.at, "who": ours if told.ours else theirs, "note": told.words}
        for told in reversed(view.talk)
    ]


@inside
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The code to keep, to print and to scan: with it and the phone number anybody of the home gets in again."""
    view = caller_view(code)
    address = request.build_absolute_uri(reverse("track_printed", args=[code]))
    return render(request, "help/receipt.html", {"view": view, "code": code, "picture": qr(address)})


def qr(text: str) -> SafeString:
    """A QR code as an SVG element that grows with the page."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg()
    drawn = _SIZE.sub(
        r'<svg viewBox="0 0 \1 \2" width="240" height="240"', drawn[drawn.index("<svg") :], count=1
    )
    # Drawn by the library from the text's bits alone: no letter of the text is in it.
    return SafeString(drawn)


@inside
def do(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The form of one act of the caller."""
    matter = matter_for(ALL, code)
    declared = kind_of(matter.kind).by_code.get(act)
    if declared is None or "caller" not in declared.doers or act not in BUTTONS:
        raise NotYours(act)
    form = SchemaForm(declared.takes or Nothing, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            perform(code=code, act=act, actor=CALLER, facts=form.value if declared.takes else None)
            return HttpResponseRedirect(reverse("help_mine", args=[code]))
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "title": BUTTONS[act],
        "confirm": declared.confirm,
        "danger": declared.danger,
        "back": reverse("help_mine", args=[code]),
    }
    status = 422 if form.bound and form.errors else 200
    return render(request, "help/mine_do.html", context, status=status)


@inside
def photo_new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a picture to one's own request."""
    matter = matter_for(ALL, code)
    back = reverse("help_mine", args=[code])
    form = SchemaForm(Picture, {} if request.method == "POST" else None)
    file = request.FILES.get("photo-new")
    if request.method == "POST":
        try:
            if matter.ended_at is not None:
                raise Refused(Words("已经办结，不能再加照片。", "It is closed: no more pictures."))
            if until := ratelimit.take("help.photo", visitor_address(request)):
                raise Refused(closed_words(until))
            if file is None:
                raise Refused(Words("请选一张照片。", "Choose a picture."))
            photo_add(content=file.read(), matter=matter)
            return HttpResponseRedirect(back)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "title": Words("加一张照片", "Add a picture"), "back": back}
    return render(request, "help/mine_do.html", context, status=422 if form.errors else 200)
