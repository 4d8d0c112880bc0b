"""The public declaration, one question a page; its answer, its receipt, and the page of whoever declared."""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base import ratelimit
from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm, Step, StepForm
from huying.base.ids import read_code
from huying.base.visitors import closed_words, visitor_address
from huying.kernel.facts import ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words, current_language
from huying.matters.services import perform
from huying.people import door
from huying.places import scope
from huying.places.picking import home
from huying.screening.models import Declaration
from huying.screening.qr import qr
from huying.screening.queries.applies import applies
from huying.screening.services.travel import (
    OneDeclared,
    arrival_day,
    correct,
    declare_many,
    notice_at,
    row_says,
)
from huying.screening.travel_facts import AREA, Arriving, Declaring, Reason

CALLER = Actor("caller")


class Question(Declaring):
    """A declaration on the public page: what everybody is asked, and where they will stay."""

    area: str = ask(
        "住在哪里", "Where you will stay", pattern=AREA, widget="place",
        help=Words("从大到小一步步选，最好选到楼栋。外出报备的，选家里的地址。", "From large to small, to the building if you can. For a trip, your home."),
    )  # fmt: skip


STEPS = (
    Step("way", ("way",)),
    Step("who", ("name", "phone"), Words("谁来", "Who is coming")),
    Step(
        "stays", ("stays",), Words("这些天去过哪里（外出的写要去哪里）", "Where you have been (for a trip: where you are going)"),
        Words("一个地方一行，写清哪天到、哪天离开。没去过别处就直接下一步。", "One line a place with its days. Nowhere else? Go on."),
    ),
    Step("marks", ("marks", "why"), Words("还有没有下面的情况", "Is any of these so")),
    Step("travel", ("arrives_at", "transport", "number", "seat"), Words("什么时候、怎么来", "When and how you travel")),
    Step("home", ("area", "place_text", "room"), Words("住在哪里", "Where you will stay")),
    Step("site", ("employer", "hotel", "school"), Words("同时告诉单位、酒店、学校", "Tell your employer, hotel or school too"), Words("报一次，写了的都会收到。没有就直接下一步。", "Declared once, all of them hear. None? Go on.")),
    Step("companions", ("companions",), Words("有没有同行的人", "Who travels with you"), Words("每人一行，各算一份报备。没有就直接下一步。", "One line each; each has a declaration of their own. Nobody? Go on.")),
    Step("health", ("symptoms", "test_result", "test_at"), Words("身体怎么样，最近一次核酸", "How you feel, and your last test")),
    Step("declarant", ("declarant", "declarant_name"), Words("谁在填", "Who fills this in")),
)  # fmt: skip
# In this order, each with what the button is called to whoever declared.
BUTTONS = {"arrive": Words("我到了", "I have arrived"), "not_coming": Words("不来了", "I am not coming")}


@never_cache
def declare(request: HttpRequest) -> HttpResponse:
    """One question a page; the receipt says at once what applies and why."""
    posted = request.method == "POST"
    form = StepForm(Question, STEPS, request.POST if posted else None, initial=_known(request))
    if form.finished:
        try:
            return _sent(request, form)
        except Refused as refused:
            form.refuse(refused)
    with scope.everything("the notice of a public form"):
        notice = notice_at(home())
    return render(request, "screening/declare.html", {"steps": form, "notice": notice})


def _sent(request: HttpRequest, form: StepForm) -> HttpResponse:
    if until := ratelimit.take("screening.declare", visitor_address(request)):
        raise Refused(closed_words(until))
    value: Question = form.value
    # The signed answers are new each time the page is drawn: sent twice by a poor line, they count once.
    sent = hashlib.sha256(request.POST.get("_state", "").encode()).hexdigest()[:40]
    with scope.everything("somebody declares"):
        matter = declare_many(
            rows=[OneDeclared(declaring_of(value), value.area, f"declare:{sent}")], actor=CALLER, channel="public",
            language=current_language(),
        )[0]  # fmt: skip
    until = now() + dt.timedelta(seconds=settings.HUYING_CALLER_SECONDS)
    to = HttpResponseRedirect(reverse("declare_receipt", args=[matter.code]))
    return door.welcome(request, to, door.Caller(codes=(matter.code,), until=until))


def declaring_of(value: Declaring) -> Declaring:
    """What was declared, without what the page asked beside it."""
    return Declaring.model_construct(**{name: getattr(value, name) for name in Declaring.model_fields})


def _known(request: HttpRequest) -> dict[str, Any]:
    """Who somebody inside is and where they live, from their newest declaration: typed once is enough."""
    caller = door.caller_of(request)
    if caller is None:
        return {}
    with scope.everything("somebody declares again"):
        row = Declaration.objects.filter(matter__code__in=caller.all_codes()).order_by("-declared_at").first()
    if row is None:
        return {}
    return {name: getattr(row, name) for name in ("name", "phone", "area", "place_text", "room")}


def inside(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for whoever holds this code; others are led to the door."""

    @wraps(page)
    def opened(request: HttpRequest, code: str, **more: str) -> HttpResponse:
        meant = read_code(code) or code
        caller = door.caller_of(request)
        if caller is None or not caller.holds(meant):
            return HttpResponseRedirect(reverse("track_printed", args=[meant]))
        with scope.everything("somebody is at what they declared"):
            return page(request, meant, **more)

    return never_cache(opened)


def _row(code: str) -> Declaration:
    row = Declaration.objects.select_related("matter").filter(matter__code=code).first()
    if row is None:
        raise NotYours(code)
    return row


def told(row: Declaration) -> dict[str, Any]:
    """What the answer says: what applies, why, by whom, until when."""
    return {
        "row": row,
        "code": row.matter.code,
        "state": kind_of(row.matter.kind).states[row.matter.state],
        "applies": applies(row.area, row.category, row.sure, row.reasons, arrival_day(row)),
        "open": row.matter.ended_at is None,
    }


@inside
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What applies and why, with the code to show, to print and to scan."""
    row = _row(code)
    address = request.build_absolute_uri(reverse("track_printed", args=[code]))
    others = (
        Declaration.objects.filter(party=row.party).exclude(pk=row.pk).select_related("matter").order_by("pk")
    )
    context = told(row) | {"picture": qr(address), "others": list(others) if row.party else []}
    return render(request, "screening/declare_receipt.html", context)


@inside
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what applies, and what whoever declared can do."""
    row = _row(code)
    acts = kind_of(row.matter.kind).acts_from(row.matter.state)
    offered = {act.code for act in acts if "caller" in act.doers}
    context = told(row) | {
        "buttons": [(words, reverse("declare_do", args=[code, act]), act == "arrive") for act, words in BUTTONS.items() if act in offered],
        "correctable": "correct" in offered,
        "versions": list(row.versions.order_by("-number")),
        "stays": list(row.stays.order_by("came", "pk")), "reached": list(row.reached.order_by("pk")),
    }  # fmt: skip
    return render(request, "screening/declare_mine.html", context)


@inside
def do(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The form of one act of whoever declared."""
    if act not in BUTTONS:
        raise NotYours(act)
    form = SchemaForm(
        Arriving if act == "arrive" else Reason, request.POST if request.method == "POST" else None
    )
    back = reverse("declare_mine", args=[code])
    if form.is_valid():
        try:
            perform(code=code, act=act, actor=CALLER, facts=form.value)
            return HttpResponseRedirect(back)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "title": BUTTONS[act], "back": back}
    return render(
        request, "screening/declare_do.html", context, status=422 if form.bound and form.errors else 200
    )


class Correction(Declaring):
    """A declaration corrected, with why."""

    reason: str = ask("为什么更正", "Why it is corrected", default="", max_length=300, widget="text")


CORRECTED = tuple(name for name in Correction.model_fields if name != "companions")


@inside
def correction(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what was declared; what applies is read again, and what it said before is kept."""
    row = _row(code)
    form = SchemaForm(
        Correction, request.POST if request.method == "POST" else None, initial=row_says(row), only=CORRECTED
    )
    back = reverse("declare_mine", args=[code])
    if form.is_valid():
        try:
            correct(
                code=code,
                said=declaring_of(form.value),
                actor=CALLER,
                reason=form.value.reason,
                area=row.area,
            )
            return HttpResponseRedirect(reverse("declare_receipt", args=[code]))
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "back": back}
    return render(
        request, "screening/declare_correct.html", context, status=422 if form.bound and form.errors else 200
    )
