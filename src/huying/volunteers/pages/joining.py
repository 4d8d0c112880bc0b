"""Signing up as a volunteer: what it means, a phone proved by a code, what one can do, then how it stands."""

import secrets
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.numbers import read_phone
from huying.base.secrets import keyed_hash
from huying.base.visitors import visitor_address
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.queries import matter_for
from huying.matters.services import perform
from huying.people import door
from huying.people.access import reveal
from huying.people.seats import seat_of, seated
from huying.people.services import staff_link
from huying.places import scope
from huying.volunteers import services
from huying.volunteers.facts_joining import Applying
from huying.volunteers.forms import Purpose
from huying.volunteers.models import Application, Volunteer

SALT = "huying.volunteers.joining"
PROVED_SECONDS = 3_600


class Phone(Facts):
    """The phone to prove; whoever ticks has read what volunteering means."""

    phone: str = ask("您的手机", "Your mobile phone", max_length=40, widget="phone")
    read: bool = ask(
        "我看过上面的说明，自愿报名",
        "I have read this and sign up of my own will",
        widget="yesno",
    )


class Once(Facts):
    """The code that was sent."""

    phone: str = ask("手机", "Phone", max_length=40, widget="hidden")
    once: str = ask("短信里的 6 位数字", "The 6 digits in the message", max_length=12)


class SigningUp(Applying):
    """Everything else, once the phone is proved."""

    area: str = ask(
        "您住在哪里", "Where you live", pattern=r"^\d{20}$", widget="place",
        help=Words("选到楼栋最好，楼里有事喊得到您。", "As far as the building: then it can call you."),
    )  # fmt: skip
    phone: str = ask("手机", "Mobile phone", default="", max_length=40, widget="hidden", secret=True)
    proved: str = ask("手机已验证", "Phone proved", default="", max_length=400, widget="hidden")


READ_IT = Words("请先看说明，看过请选“是”。", "Please read the page first, then choose “Yes”.")
PROVE = Words("验证放得太久了，请再验证一次手机。", "That was too long ago: prove your phone again.")
FIELDS = ("name", "area", "team", "skills", "note", "proved")


@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Three short pages: what it means and the phone; the code; name, place, what one can do."""
    if request.method == "POST" and "proved" in request.POST:
        return _signed_up(request)
    if request.method == "POST" and "once" in request.POST:
        return _proved(request)
    form = SchemaForm(Phone, request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not form.value.read:
            form.refuse(Refused(READ_IT, {"read": READ_IT}))
        elif why_not := door.send_once(form.value.phone, visitor_address(request), anybody=True):
            form.top.append(why_not)
        else:
            once = SchemaForm(Once, initial={"phone": form.value.phone})
            return render(request, "volunteers/join.html", {"form": once, "step": "code"})
    return _page(request, {"form": form, "step": "phone"})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form: SchemaForm = context["form"]
    status = 422 if form.bound and (form.errors or form.top) else 200
    return render(request, "volunteers/join.html", context, status=status)


def _proved(request: HttpRequest) -> HttpResponse:
    form = SchemaForm(Once, request.POST)
    if form.is_valid():
        came = door.enter_once(form.value.phone, form.value.once, visitor_address(request))
        if isinstance(came, door.Caller):
            return door.welcome(request, _onward(request, came, read_phone(form.value.phone) or ""), came)
        form.top.append(came)
    return _page(request, {"form": form, "step": "code"})


def _onward(request: HttpRequest, caller: door.Caller, phone: str) -> HttpResponse:
    """Somebody known goes to what they have; anybody new goes on signing up."""
    with scope.everything("whether somebody signed up already"):
        if Volunteer.objects.filter(phone_hash=caller.phone_hash).exists():
            return redirect("volunteer_home")
        waiting = Application.objects.filter(phone_hash=caller.phone_hash, matter__ended_at=None)
        row = waiting.select_related("matter").first()
    if row is not None:
        return redirect("volunteer_joining", code=row.matter.code)
    # Two who prove the same phone within one second are still two: what is sent again is told by this.
    form = SchemaForm(
        SigningUp, initial={"proved": signing.dumps([phone, secrets.token_hex(8)], salt=SALT)}, only=FIELDS
    )
    return render(request, "volunteers/join.html", {"form": form, "step": "tell"})


def _signed_up(request: HttpRequest) -> HttpResponse:
    form = SchemaForm(SigningUp, request.POST, only=FIELDS)
    try:
        phone, _ = signing.loads(request.POST["proved"], salt=SALT, max_age=PROVED_SECONDS)
    except signing.BadSignature:
        again = SchemaForm(Phone)
        again.top.append(PROVE)
        return render(request, "volunteers/join.html", {"form": again, "step": "phone"}, status=422)
    if form.is_valid():
        told = {name: getattr(form.value, name) for name in ("name", "team", "skills", "note")}
        try:
            matter = services.application_open(
                area=form.value.area,
                said=Applying(phone=phone, **told),
                once=f"joining:{keyed_hash(request.POST['proved'], 'once').hex()}",
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("volunteer_joining", code=matter.code)
    return _page(request, {"form": form, "step": "tell"})


@never_cache
def joining(request: HttpRequest, code: str) -> HttpResponse:
    """How one's signing up stands; approved, the way to take orders or to set a password."""
    caller = door.caller_of(request)
    if caller is None or not caller.holds(code):
        return HttpResponseRedirect(reverse("track_printed", args=[code]))
    with scope.everything("somebody looks at their own signing up"):
        row = (
            Application.objects.filter(matter__code=code).select_related("matter", "volunteer__user").first()
        )
        if row is None:
            raise NotYours(code)
        if request.method == "POST":
            return _done(request, row, code)
        return render(request, "volunteers/joining.html", _standing(row))


def _standing(row: Application) -> dict[str, Any]:
    state = kind_of("volunteers.joining").states[row.matter.state]
    user = row.volunteer.user if row.volunteer else None
    return {
        "row": row,
        "code": row.matter.code,
        "state": state,
        "open": row.matter.ended_at is None,
        "due": row.matter.due_at,
        # Only an account made for this person, and only while it has no password.
        "may_set": user is not None and row.new_account and not user.has_usable_password(),
        "username": user.username if user and row.new_account else "",
        "once": secrets.token_hex(8),
    }


def _done(request: HttpRequest, row: Application, code: str) -> HttpResponse:
    if "password" in request.POST:
        standing = _standing(row)
        if standing["may_set"] and row.volunteer is not None:
            return HttpResponseRedirect(staff_link(row.volunteer.user))
    elif "withdraw" in request.POST:
        perform(
            code=code, act="withdraw", actor=Actor("caller"), once=request.POST.get("once", "")[:60] or None
        )
    return redirect("volunteer_joining", code=code)


@never_cache
@seated("volunteer.manage", "people.reveal")
def applicant(request: HttpRequest, code: str) -> HttpResponse:
    """The phone of somebody who signed up, for a purpose, on record, while the decision is this desk's."""
    seat = seat_of(request)
    matter = matter_for(seat.area, code)
    row = Application.objects.filter(pk=matter.pk).first()
    if row is None:
        raise NotYours(code)
    form = SchemaForm(Purpose, request.POST if request.method == "POST" else None)
    shown = None
    if form.is_valid():
        try:
            told = reveal(
                seat, kind=matter.kind, ref=code, area=row.area, values={"phone": row.phone},
                may=matter.ended_at is None, purpose=form.value.purpose, subject=row.phone_hash,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            shown = {"name": row.name, "phone": told["phone"]}
    context = {"form": form, "contact": shown, "back": reverse("matter", args=[code])}
    return render(request, "volunteers/contact.html", context)
