"""The returnee ledger: who is away, when they are expected, by which way, and whether there is risk where they are."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from pydantic import AwareDatetime

from huying.base.clock import now
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name, mask_phone
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.access import access_resident, masked, residents
from huying.people.models import Resident
from huying.people.seats import Seat, seat_of, seated
from huying.places.codes import covers
from huying.places.levels import LEVEL_WORDS
from huying.places.queries import area_names
from huying.screening import travel_terms as terms
from huying.screening.models import Returnee
from huying.screening.queries.outreach import ledger, returnee_for, roster_asked
from huying.screening.queries.where import risk_now
from huying.screening.services.outreach import resident_at_home, returnee_returned, returnee_write
from huying.screening.travel_facts import AREA, Phone

from .arrivals import frame_of

PAGE_SIZE = 50
TONES = {"high": "bad", "medium": "warn", "key": "warn", "low": "info"}
ASKED = Words("返乡摸排：问在不在家", "Survey of those away: asked whether they are at home")
BACK = Words("已经回来", "Back")
NO_RISK, UNKNOWN = Words("没有", "None"), Words("没认出地点", "Place not known")


class Away(Facts):
    """A resident who is away."""

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask("电话", "Phone", default="", max_length=40, widget="phone")
    area: str = ask("家在哪里", "Home", pattern=AREA, widget="place")
    away: str = ask(
        "在外做什么",
        "Why away",
        default="student",
        widget="radio",
        choices=terms.pairs(terms.AWAY),
        pattern="^(student|worker|visit|other)$",
    )
    place_text: str = ask(
        "在哪里",
        "Where",
        min_length=2,
        max_length=120,
        widget="text",
        help=Words("从省、市写起，例如“天津市津南区”。", "From the province down."),
    )
    site_name: str = ask("学校或单位", "School or workplace", default="", max_length=120, widget="text")
    expected_on: dt.date | None = ask("预计哪天回来", "Expected back", default=None)
    route: str = ask(
        "怎么走",
        "Route",
        default="",
        max_length=300,
        widget="text",
        help=Words("车次、航班、在哪里换乘。", "Trains or flights, and where they change."),
    )
    note: str = ask("备注", "Remarks", default="", max_length=300, widget="text")


class Back(Facts):
    """When somebody is back."""

    arrives_at: AwareDatetime = ask("什么时候到", "When they arrive", widget="datetime")


@seated("arrivals")
def returnees(request: HttpRequest) -> HttpResponse:
    """Who is away and expected back, the next first, with the level of where they are."""
    seat = seat_of(request)
    away, back = request.GET.get("away", ""), request.GET.get("back", "") == "1"
    found = ledger(seat.area, away=away if away in terms.AWAY else "", back=back)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "frame": frame_of(seat), "page": page, "rows": _rows(list(page.object_list)),
        "columns": [
            {"name": "who", "title": Words("谁", "Who"), "kind": "link"},
            {"name": "away", "title": Words("在外", "Away")},
            {"name": "place", "title": Words("地点", "Where")},
            {"name": "site", "title": Words("学校、单位", "School or work")},
            {"name": "state", "title": Words("那里的风险", "Risk there"), "kind": "state"},
            {"name": "expected", "title": Words("预计回来", "Expected"), "kind": "when"},
            {"name": "route", "title": Words("路线", "Route")},
            {"name": "home", "title": Words("家", "Home")},
        ],
        "filters": [
            {"name": "away", "label": Words("在外", "Away"), "value": away, "choices": terms.pairs(terms.AWAY)},
            {"name": "back", "label": Words("回来没有", "Back"), "value": request.GET.get("back", ""), "choices": [("1", BACK)]},
        ],
    }  # fmt: skip
    return render(request, "screening/returnees.html", context)


def _rows(found: list[Returnee]) -> list[dict[str, Any]]:
    names, risk, today = area_names({one.area for one in found}), risk_now(), timezone.localdate(now())
    rows = []
    for one in found:
        level = risk.level_inside(one.place, today) if one.place else None
        rows.append(
            {
                "who": mask_name(one.name), "url": reverse("returnee", args=[one.pk]), "away": terms.AWAY[one.away],
                "place": one.place_text, "site": one.site_name, "expected": one.expected_on, "route": one.route,
                "home": names[one.area],
                "state": LEVEL_WORDS[level] if level else NO_RISK if one.place else UNKNOWN, "tone": TONES.get(level or "", "idle"),
            }
        )  # fmt: skip
    return rows


@never_cache
@seated("residents.read", "arrivals")
def roster(request: HttpRequest) -> HttpResponse:
    """The roster asked one by one: at home, or away and then a line of the ledger."""
    seat = seat_of(request)
    people = residents(seat)
    if request.method == "POST":
        pk = request.POST.get("home", "")
        one = access_resident(seat, int(pk) if pk.isascii() and pk.isdigit() else 0, ASKED.zh)
        resident_at_home(resident=one, by=seat.user_id)
        return HttpResponseRedirect(reverse("returnees_roster"))
    asked = roster_asked(people, seat.area)
    page = Paginator(asked.left, PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    names = area_names({one.area for one in found})
    rows = [{"pk": one.pk, "place": names[one.area], **masked(one)} for one in found]
    context = {
        "frame": frame_of(seat),
        "page": page,
        "people": rows,
        "asked": asked,
        "back": reverse("returnees"),
    }
    return render(request, "screening/roster.html", context)


@never_cache
@seated("record", "arrivals")
def returnee_new(request: HttpRequest) -> HttpResponse:
    """Write somebody away into the ledger."""
    seat = seat_of(request)
    known = request.GET.get("resident", "")
    if known.isascii() and known.isdigit():
        return _from_roster(request, seat, access_resident(seat, int(known), ASKED.zh))
    form = SchemaForm(
        Away,
        request.POST if request.method == "POST" else None,
        initial={"area": seat.area, "away": "student"},
    )
    if form.is_valid():
        try:
            told = form.value.model_dump()
            if not covers(seat.area, told["area"]):
                words = Words("这个地方不在您的辖区。", "That place is not in your area.")
                raise Refused(words, {"area": words})
            row, _ = returnee_write(by=seat.user_id, **told)
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("returnee", args=[row.pk]))
    context = {"frame": frame_of(seat), "form": form, "back": reverse("returnees")}
    return render(
        request, "screening/returnee_new.html", context, status=422 if form.bound and form.errors else 200
    )


def _from_roster(request: HttpRequest, seat: Seat, one: Resident) -> HttpResponse:
    """Somebody of the roster is away: who they are is known and not shown again."""
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data.update({"name": one.name, "phone": one.phone, "area": one.area})
    only = tuple(name for name in Away.model_fields if name not in ("name", "phone", "area"))
    form = SchemaForm(Away, data, initial={"away": "student"}, only=only)
    if form.is_valid():
        row, _ = returnee_write(by=seat.user_id, resident_id=one.pk, **form.value.model_dump())
        return HttpResponseRedirect(reverse("returnee", args=[row.pk]))
    context = {
        "frame": frame_of(seat), "form": form, "back": reverse("returnees_roster"), "who": masked(one)["name"],
        "action": f"?resident={one.pk}",
    }  # fmt: skip
    return render(
        request, "screening/returnee_new.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@seated("record", "arrivals")
def returnee(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of the ledger; from here their declaration is opened when they come."""
    seat = seat_of(request)
    row = returnee_for(seat, pk)
    form = SchemaForm(
        Back,
        request.POST if request.method == "POST" else None,
        initial={"arrives_at": timezone.localtime(now())},
    )
    if form.is_valid():
        try:
            matter = returnee_returned(row=row, arrives_at=form.value.arrives_at, seat=seat)
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("arrival_slip", args=[matter.code]))
    context = {
        "frame": frame_of(seat), "row": row, "name": mask_name(row.name), "phone": mask_phone(row.phone), "form": form,
        "away": terms.AWAY[row.away], "shown": _rows([row])[0], "back": reverse("returnees"),
        "code": row.declaration.matter.code if row.declaration else "",
    }  # fmt: skip
    return render(
        request, "screening/returnee.html", context, status=422 if form.bound and form.errors else 200
    )
