"""The screening desk: the queue, the message beside it, one press to decide and go on."""

import secrets
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.paging import LongList
from huying.help import terms
from huying.help.facts import Urgency
from huying.help.models import Category, HelpRequest, Photo
from huying.help.queries.intake import Way, category_choices, category_known
from huying.help.queries.requests import masked, request_for, screening_queue
from huying.help.queries.screening import (
    alike_counts,
    next_waiting,
    unit_choices,
    way_and_why,
)
from huying.help.services import Screened, requests_screen
from huying.help.show import marks_of
from huying.help.sorting.alike import alike
from huying.help.sorting.suggest import Suggestion, suggested
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places.queries import area_names

PAGE_SIZE = 50


class Decision(Facts):
    """What a screener decides about a message; the ways are named shortly, to stand side by side."""

    category: str = ask("类别", "Category", max_length=40, widget="select", choices=category_choices)
    urgency: Urgency = ask("紧急程度", "Urgency", widget="radio", choices=terms.pairs(terms.URGENCIES))
    handling: Literal["direct", "refer", "external"] = ask(
        "去向", "Where it goes", widget="radio",
        choices=[
            ("direct", Words("我们直接办", "We do it")),
            ("refer", Words("转办", "Refer")),
            ("external", Words("转外部热线", "Hotline")),
        ],
    )  # fmt: skip
    unit: str = ask(
        "转给哪个单位", "To which unit", default="", max_length=60, widget="select", choices=unit_choices
    )
    kind: Literal["request", "offer", "enquiry"] = ask(
        "这是", "It is", widget="radio",
        choices=[
            ("request", Words("求助", "A request")),
            ("offer", Words("能帮忙", "An offer")),
            ("enquiry", Words("咨询", "An enquiry")),
        ],
    )  # fmt: skip
    system: str = ask(
        "哪个外部热线", "Which hotline", default="12345", max_length=60, widget="text",
        help=Words("只在转外部热线时用。", "Only for a hotline."),
    )  # fmt: skip
    reference: str = ask("对方的工单号", "Its reference number", default="", max_length=100, widget="text")
    note: str = ask("备注", "Note", default="", max_length=500, widget="text")


@seated("screen")
def screening(request: HttpRequest) -> HttpResponse:
    """The queue, first what must be looked at first; the chosen message beside it."""
    seat = seat_of(request)
    category = request.GET.get("category", "")
    queue = screening_queue(seat.area)
    if category:
        queue = queue.filter(category=category.replace("\x00", ""))
    listing = LongList(queue, PAGE_SIZE)
    page = listing.get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "page": page,
        "total": listing.said,
        "rows": _lines(seat, rows),
        "filters": [
            {
                "name": "category",
                "label": Words("类别", "Category"),
                "value": category,
                "choices": category_choices(),
            }
        ],
    }
    if chosen := request.GET.get("m", ""):
        try:
            context |= _one(request, seat, chosen, None)
        except NotYours:
            messages.warning(
                request, str(Words("这一件不在您这里了。", "That one is not with you any more."))
            )
    return render(request, "help/screening.html", context)


def _lines(seat: Seat, rows: list[HelpRequest]) -> list[dict[str, Any]]:
    alike, names = alike_counts(seat.area, rows), area_names({row.area for row in rows})
    return [
        {
            "row": row,
            "code": row.matter.code,
            "url": reverse("screening_one", args=[row.matter.code]),
            "place": row.place_text or names[row.area],
            "marks": marks_of(row),
            "alike": max(alike[row.pk], 1 if row.follows_id else 0),
        }
        for row in rows
    ]


def _one(request: HttpRequest, seat: Seat, code: str, form: SchemaForm | None) -> dict[str, Any]:
    """The chosen message with its form, prefilled with the way the rules would send it."""
    case = request_for(seat, code)
    row = case.row
    category = category_known(request.GET.get("category-of", "")) or row.category
    way, why = way_and_why(category, row.area)
    initial, suggestions = _prefilled(row, category, way), suggested(row)
    if (urgency := request.GET.get("urgency-of", "")) in terms.URGENCIES:
        initial["urgency"] = urgency
    return {
        "chosen": row,
        "suggestions": suggestions,
        "use": _use(request, code, suggestions),
        "code": code,
        "waiting": case.matter.state == "received",
        "contact": masked(row),
        "place": row.place_text or str(area_names({row.area})[row.area]),
        "marks": marks_of(row),
        "photos": list(Photo.objects.filter(matter=case.matter).order_by("added_at")),
        "alike": [(one.row, terms.MERGE_REASONS[one.why]) for one in alike(row, area=seat.area)[:5]],
        "why": why,
        "form": form or SchemaForm(Decision, initial=initial),
        "action": f"{reverse('screening_one', args=[code])}?once={secrets.token_hex(8)}",
    }


def _use(request: HttpRequest, code: str, suggestions: list[Suggestion]) -> str:
    """The address of the same message with the form filled as suggested."""
    filled = urlencode({f"{one.what}-of": one.code for one in suggestions})
    if request.path == reverse("screening") or getattr(request, "htmx", False):
        return f"{_list_at(code)}&{filled}"
    return f"{reverse('screening_one', args=[code])}?{filled}"


def _prefilled(row: HelpRequest, category: Category, way: Way) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "category": category.code,
        "urgency": category.urgency if category.code != row.category_id else row.urgency,
        "handling": way.handling,
        "unit": way.unit,
        "system": way.system or "12345",
    }


def _decided(value: Decision, category: Category | None, area: str) -> Screened:
    """The decision; the level a rule names goes with the unit it names, not with another."""
    way = way_and_why(category, area)[0] if category else Way("")
    told = value.model_dump()
    return Screened(**told, level=(way.level or None) if value.unit == way.unit else None)


@seated("screen")
def screening_one(request: HttpRequest, code: str) -> HttpResponse:
    """One message and its form alone, as a phone shows it; sending it goes on to the next."""
    seat = seat_of(request)
    row = request_for(seat, code).row
    pane = bool(getattr(request, "htmx", False)) or request.POST.get("_pane") == "1"
    if request.method != "POST":
        return render(request, "help/screening_one.html", _one(request, seat, code, None) | {"pane": pane})
    if "_again" in request.POST:
        there = {"category-of": request.POST.get("category", "")}
        base = _list_at(code) + "&" if pane else f"{reverse('screening_one', args=[code])}?"
        return HttpResponseRedirect(base + urlencode(there))
    form = SchemaForm(Decision, request.POST)
    if form.is_valid():
        decided = _decided(form.value, category_known(form.value.category), row.area)
        try:
            requests_screen(codes=[code], decided=decided, actor=as_actor(seat), once=request.GET.get("once"))
        except Refused as refused:
            form.refuse(refused)
        else:
            return _onward(request, seat, row, pane)
    context = _one(request, seat, code, form) | {"pane": False}
    return render(request, "help/screening_one.html", context, status=422)


def _list_at(code: str) -> str:
    return f"{reverse('screening')}?{urlencode({'m': code})}"


def _onward(request: HttpRequest, seat: Seat, row: HelpRequest, pane: bool) -> HttpResponse:
    done = Words("已分拣：{what}", "Screened: {what}").fill(what=row.headline)
    messages.success(request, str(done))
    following = next_waiting(seat.area, row)
    if following is None:
        return HttpResponseRedirect(reverse("screening"))
    code = following.matter.code
    return HttpResponseRedirect(_list_at(code) if pane else reverse("screening_one", args=[code]))


@seated("screen")
def screening_together(request: HttpRequest) -> HttpResponse:
    """Several alike with one decision: all of them or none."""
    seat = seat_of(request)
    picked = (request.POST if request.method == "POST" else request.GET).getlist("pick")
    rows = list(screening_queue(seat.area).filter(matter__code__in=picked)[:PAGE_SIZE])
    if not rows:
        none = Words("请先勾选要一起分拣的留言。", "Tick the messages to screen together first.")
        messages.warning(request, str(none))
        return HttpResponseRedirect(reverse("screening"))
    first = rows[0]
    way, why = way_and_why(first.category, first.area)
    form = SchemaForm(
        Decision,
        request.POST if request.method == "POST" else None,
        initial=_prefilled(first, first.category, way),
    )
    if form.is_valid():
        try:
            requests_screen(
                codes=[row.matter.code for row in rows],
                decided=_decided(form.value, category_known(form.value.category), first.area),
                actor=as_actor(seat),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            done = Words("一起分拣了 {n} 件。", "{n} screened together.").fill(n=len(rows))
            messages.success(request, str(done))
            return HttpResponseRedirect(reverse("screening"))
    context = {"rows": _lines(seat, rows), "form": form, "why": why, "back": reverse("screening")}
    status = 422 if form.bound and form.errors else 200
    return render(request, "help/screening_together.html", context, status=status)
