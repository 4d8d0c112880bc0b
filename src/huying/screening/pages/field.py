"""The grid worker's phone: whom to check now, who called them before, and each outcome with one press."""

from typing import Any

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
from huying.people.access import Look, reveal, reveal_many
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places.queries import area_names
from huying.places.walking import door_key
from huying.screening import check_terms as terms
from huying.screening.models import Subject
from huying.screening.queries import lists as queries
from huying.screening.queries.wall import where_met
from huying.screening.show.lists import beside, marks_of, who

KIND = "screening.check"
MOST = 60
# What is done in the street, in the order a thumb looks for it.
ACTS = (
    "acknowledge", "call", "visit", "found", "not_here", "unreachable", "refuse", "wrong_person", "control", "test",
    "send_back",
)  # fmt: skip
PURPOSE = "名单核查 checking a person of a list"


@never_cache
@seated("see", "residents.read")
def check_tasks(request: HttpRequest) -> HttpResponse:
    """Whom to check here, the first due first; apart from them who already stands where the rule wants them."""
    seat = seat_of(request)
    rows = queries.open_in(seat.area).exclude(matter__state="handing_over")
    found, met = (list(where_met(rows, wanted)[: MOST + 1]) for wanted in (False, True))
    names = area_names({one.area for one in (*found, *met)})
    context = {
        "rows": [_row(one, names) for one in found[:MOST]],
        "met": [_row(one, names) for one in met[:MOST]],
        "more": max(len(found), len(met)) > MOST,
        "seat": seat,
        "whole": seat.able("people.reveal") and any(queries.may_reveal(seat, one) for one in found[:MOST]),
    }
    return render(request, "screening/tasks.html", context)


@require_POST
@never_cache
@seated("see", "residents.read")
def check_names(request: HttpRequest) -> HttpResponse:
    """The list to walk by: names, doors and phones of those the seat checks, door by door, each look on record."""
    seat = seat_of(request)
    open_rows = queries.open_in(seat.area).exclude(matter__state="handing_over")
    found = [one for one in where_met(open_rows, False)[:MOST] if queries.may_reveal(seat, one)]
    looks = [
        Look(
            KIND,
            one.matter.code,
            one.area,
            {
                "name": one.found_name or one.name,
                "phone": one.phone,
                "address": one.found_where or one.address,
            },
            True,
            one.resident_id,
            one.phone_hash,
        )
        for one in found
    ]
    names = area_names({one.area for one in found})
    try:
        told = reveal_many(seat, looks, PURPOSE)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("check_tasks")
    pairs = sorted(zip(found, told, strict=True), key=lambda pair: door_key(pair[0].area, pair[1]["address"]))
    rows = [
        _row(one, names)
        | {
            "title": whole["name"] or who(one),
            "place": whole["address"] or names[one.area],
            "note": "",
            "phone": whole["phone"],
        }
        for one, whole in pairs
    ]
    return render(request, "screening/names.html", {"rows": rows, "seat": seat})


def _row(one: Subject, names: dict[str, Words]) -> dict[str, Any]:
    state = kind_of(KIND).states[one.matter.state]
    return {
        "title": who(one),
        "place": names[one.area],
        "note": " · ".join(str(mark) for mark in marks_of(one)),
        "at": one.due_at if one.controlled_at is None else None,
        "state": state.title,
        "tone": state.tone,
        "url": reverse("check_task", args=[one.matter.code]),
    }


@never_cache
@seated("see", "residents.read")
def check_task(request: HttpRequest, code: str) -> HttpResponse:
    """One person: who called before, then the outcomes."""
    seat = seat_of(request)
    one = queries.subject_for(seat, code)
    return render(request, "screening/task.html", _context(seat, one))


def _context(seat: Seat, one: Subject) -> dict[str, Any]:
    offers = {offer.act.code: offer for offer in acts_for(one.matter, as_actor(seat))}
    names = area_names({one.area})
    return (
        beside(one, seat)
        | _row(one, names)
        | {
            "offers": [
                {
                    "code": name,
                    "title": offers[name].act.title,
                    "primary": offers[name].act.primary,
                    "asks": offers[name].act.takes is not None,
                    "refused": offers[name].refused,
                }
                for name in ACTS
                if name in offers
            ],
            "fault": terms.FAULTS.get(one.identity_fault),
            "reveal": queries.may_reveal(seat, one),
            "deadline": one.due_at,
            "milestone": one.milestone,
            "back": reverse("check_tasks"),
            "seat": seat,
            "desk": seat.able("dispatch"),
        }
    )


@require_POST
@never_cache
@seated("see", "residents.read")
def check_contact(request: HttpRequest, code: str) -> HttpResponse:
    """The person in full on the task's own page, on record."""
    seat = seat_of(request)
    one = queries.subject_for(seat, code)
    context = _context(seat, one)
    try:
        context["contact"] = reveal(
            seat,
            kind=KIND,
            ref=code,
            area=one.area,
            values={
                "name": one.found_name or one.name,
                "phone": one.phone,
                "more_phones": one.more_phones,
                "identity": one.identity,
                "address": one.address,
                "exposure": one.exposure,
                "where": one.found_where,
                "note": one.note,
            },
            may=queries.may_reveal(seat, one),
            purpose=PURPOSE,
            resident=one.resident_id,
            subject=one.phone_hash,
        )
    except Refused as refused:
        messages.warning(request, str(refused.words))
    return render(request, "screening/task.html", context)


@never_cache
@seated("see", "residents.read")
def check_do(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One outcome: at once where nothing needs saying, else with its short form."""
    seat = seat_of(request)
    one = queries.subject_for(seat, code)
    if act not in ACTS:
        return redirect("check_task", code=code)
    declared = kind_of(KIND).act(act)
    if declared.takes is None:
        return (
            _step(request, seat, code, act) if request.method == "POST" else redirect("check_task", code=code)
        )
    initial = {"category": one.found_category or one.category, "exposed_at": one.exposed_at}
    form = SchemaForm(
        declared.takes,
        request.POST if request.method == "POST" else None,
        initial={name: value for name, value in initial.items() if name in declared.takes.model_fields},
    )
    if form.is_valid():
        try:
            perform(code=code, act=act, actor=as_actor(seat), facts=form.value, once=_once(request))
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(Words("已记下：{act}", "Noted: {act}").fill(act=declared.title)))
            return redirect("check_task", code=code)
    context = _context(seat, one) | {"form": form, "act": declared, "draft": f"{code}-{act}"}
    context["back"] = reverse("check_task", args=[code])
    return render(
        request, "screening/task_do.html", context, status=422 if form.bound and form.errors else 200
    )


def _once(request: HttpRequest) -> str | None:
    return request.POST.get("once", "")[:60] or None


def _step(request: HttpRequest, seat: Seat, code: str, act: str) -> HttpResponse:
    try:
        perform(code=code, act=act, actor=as_actor(seat), once=_once(request))
    except Refused as refused:
        messages.warning(request, str(refused.words))
    return redirect("check_task", code=code)
