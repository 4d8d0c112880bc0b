"""The public form, one question a page, and the emergency page, two taps."""

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base import ratelimit
from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm, StepForm
from huying.base.forms.field import place_chosen
from huying.base.visitors import closed_words, visitor_address
from huying.help.facts import Alarm, Asking
from huying.help.facts_pairs import Following
from huying.help.models import Channel, HelpRequest
from huying.help.queries.intake import channels_open
from huying.help.services import card_used, emergency_open, request_open
from huying.help.sorting.alike import Others, alike_told, cards_for, told_by
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words, current_language
from huying.matters.services import perform
from huying.people import door
from huying.people.seats import as_actor, seat_of
from huying.places import scope
from huying.places.codes import ALL, is_code
from huying.places.gazetteer import resolve
from huying.places.picking import home

from .pictures import Drafts
from .questions import ALARM_FIELDS, HAPPENED, STEPS, AlarmQuestion, Question

CALLER = Actor("caller")
NO_CHANNEL = Words(
    "网上求助现在没有开放，请打社区电话。",
    "Requests on the web are closed now: please telephone your community.",
)

NOWHERE = Words(
    "请写上人在哪里，或者留一个电话，再按一次：不然救护车找不到您。",
    "Write where it is or leave a phone number, and press again: otherwise no ambulance can find you.",
)


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """One question a page; what may already help is shown before sending."""
    if request.method == "POST" and (helped := request.POST.get("_card")):
        card_used(code=helped[:60], where="ask", helped=True)
        return render(request, "help/helped.html")
    posted = request.method == "POST"
    form = StepForm(
        Question,
        STEPS,
        request.POST if posted else None,
        request.FILES or None,
        initial=_known(request),
        photos=Drafts(request),
    )
    if form.finished:
        try:
            return _sent(request, form)
        except Refused as refused:
            form.refuse(refused)
    context: dict[str, Any] = {"steps": form, "channel": _channel(home(), request)}
    if form.checking:
        context |= {"cards": _cards(form), "others": _others(form)}
    return render(request, "help/ask.html", context)


def _sent(request: HttpRequest, form: StepForm) -> HttpResponse:
    address = visitor_address(request)
    if until := ratelimit.take("help.ask", address):
        raise Refused(closed_words(until))
    value: Question = form.value
    channel = _channel(value.area, request)
    if channel is None:
        raise Refused(NO_CHANNEL)
    # The signed answers are new each time the page is drawn: sent twice by a poor line, they count once.
    sent = hashlib.sha256(request.POST.get("_state", "").encode()).hexdigest()[:40]
    with scope.everything("a caller sends a request"):
        matter = request_open(
            asking=Asking.model_construct(**{name: getattr(value, name) for name in Asking.model_fields}),
            area=value.area,
            channel=channel.code,
            actor=CALLER,
            language=current_language(),
            photos=value.photos,
            once=f"ask:{sent}",
        )
        _followed(request, matter.code, f"follow:{sent}")
    return _welcomed(request, matter.code, reverse("help_receipt", args=[matter.code]))


def _followed(request: HttpRequest, code: str, once: str) -> None:
    """The caller pressed "that one": theirs is kept as told, and they hear how the other one goes."""
    same = told_by(request.POST.get("_follow", ""))
    if same and same != code:
        perform(code=code, act="follow", actor=CALLER, facts=Following(same_as=same), once=once)


def _channel(area: str, request: HttpRequest) -> Channel | None:
    """The public channel of the form: the one the address names, else the first that is open for the place."""
    found = list(channels_open(area, kind="public"))
    wanted = request.GET.get("channel", "")
    return next((c for c in found if c.code == wanted), found[0] if found else None)


def _kept(form: StepForm, name: str) -> str:
    return str((form.kept.get(name) or [""])[-1])


def _others(form: StepForm) -> list[Others]:
    """What others of the same street have told already, as everybody may know it."""
    with scope.everything("what others told of the same"):
        return alike_told(_kept(form, "text"), place_chosen(form.kept.get("area") or []))


def _cards(form: StepForm) -> list[Any]:
    area = place_chosen(form.kept.get("area") or [])
    found = cards_for(_kept(form, "text"), area if is_code(area) else ALL, category=_kept(form, "category"))
    for card in found:
        card_used(code=card.code, where="ask")
    return found


def _welcomed(request: HttpRequest, code: str, to: str) -> HttpResponse:
    until = now() + dt.timedelta(seconds=settings.HUYING_CALLER_SECONDS)
    return door.welcome(request, HttpResponseRedirect(to), door.Caller(codes=(code,), until=until))


def _known(request: HttpRequest) -> dict[str, Any]:
    """Where a caller who is inside lives and how to reach them, from their newest request: typed once is enough."""
    caller = door.caller_of(request)
    if caller is None:
        return {}
    with scope.everything("a caller fills in a form again"):
        rows = HelpRequest.objects.filter(matter__code__in=caller.all_codes())
        row = rows.order_by("-received_at").first()
    if row is None:
        return {}
    return {
        "area": row.area,
        "place_text": row.place_text,
        "room": row.room,
        "contact_name": row.contact_name,
        "contact_phone": row.contact_phone,
        "under_quarantine": row.under_quarantine,
    }


@never_cache
def emergency(request: HttpRequest) -> HttpResponse:
    """What happened and where; one tap on what happened sends it. Staff send it for the place they work in."""
    actor, place = _who(request)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and not data.get("what"):
        data["what"] = data.get("what_typed", "")
    initial = {"area": place} | _known(request)
    form = SchemaForm(AlarmQuestion, data, initial=initial, only=ALARM_FIELDS)
    if form.is_valid() and not (actor.unit or _can_be_found(form.value)):
        form.top.append(NOWHERE)
    elif form.is_valid():
        until = ratelimit.take("help.alarm", visitor_address(request)) if not actor.unit else None
        if until is None:
            return _alarmed(request, form.value, actor, place)
        form.top.append(closed_words(until))
    elif data is not None and not data["what"]:
        form.top.append(
            Words("请按一个按钮，或写一句出了什么事。", "Press a button, or write what happened.")
        )
    context = {"form": form, "happened": HAPPENED, "typed": data["what"] if data else ""}
    return render(request, "help/emergency.html", context, status=422 if form.bound and form.errors else 200)


def _can_be_found(value: AlarmQuestion) -> bool:
    """Whether anybody could get there: a place, or a phone to ask for it."""
    return bool(value.area or value.place_text or value.contact_phone)


def _who(request: HttpRequest) -> tuple[Actor, str]:
    try:
        seat = seat_of(request)
    except NotYours:
        return CALLER, ""
    return as_actor(seat), seat.area


def _alarmed(request: HttpRequest, value: AlarmQuestion, actor: Actor, place: str) -> HttpResponse:
    alarm = Alarm.model_construct(**{name: getattr(value, name) for name in Alarm.model_fields})
    area = value.area or place or _found(value.place_text)
    with scope.everything("somebody raises an alarm"):
        matter = emergency_open(
            alarm=alarm, area=area, actor=actor, once=request.GET.get("once", "")[:60] or None
        )
    if actor.unit:
        return HttpResponseRedirect(reverse("matter", args=[matter.code]))
    return _welcomed(request, matter.code, reverse("help_mine", args=[matter.code]))


def _found(typed: str) -> str:
    """The place of a typed address; where the system works at all when nobody can tell: an alarm is never refused."""
    found = resolve(typed, limit=1) if typed else []
    if found:
        return found[0].area
    return home()
