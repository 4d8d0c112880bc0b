"""The front of those in the street: what must I do now, whom to ask today, what was found on the way."""

import secrets
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.help import terms
from huying.help.facts import Asking
from huying.help.queries.intake import channels_open
from huying.help.queries.rounds import Home, asked_today, homes_shown, homes_to_ask, today, without_home
from huying.help.services import need_check, request_open
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import desk
from huying.matters.showing import rows_of
from huying.people.pages.seat import pledged
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.people.services import Line, audit_many
from huying.places.codes import covers
from huying.places.queries import area_names

from .pictures import Drafts
from .questions import AREA, Name
from .recording import ROUND

if TYPE_CHECKING:
    pass

MOST = 30
PAGE_SIZE = 50
_WHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
NO_CHANNEL = Words("代录渠道没有开放，请找管理员。", "No channel for staff is open: ask the administrator.")
# What a grid worker meets on patrol; other categories are taken down like any call.
FOUND = (
    ("utilities", Words("水电气暖、电梯、道路损坏", "Water, power, gas, heating, lift, road")),
    ("dependent_care", Words("有人没人照看", "Somebody without care")),
    ("complaint", Words("扰民、垃圾、占道", "Nuisance, rubbish, blocked way")),
    ("other", Words("其他", "Something else")),
)


@never_cache
@seated("see")
def field(request: HttpRequest) -> HttpResponse:
    """Mine and my desk's, the next due first, each with the one next act."""
    seat = seat_of(request)
    ours = desk(area=seat.area, unit=seat.unit, unit_area=seat.area).select_related("person")
    mine = desk(area=seat.area, person=seat.user_id).select_related("person")
    matters = {m.pk: m for rows in (ours[:MOST], mine[:MOST]) for m in rows}
    listed = sorted(matters.values(), key=lambda m: (m.due_at is None, m.due_at, m.pk))[:MOST]
    rows = rows_of(listed, seat)
    for row, matter in zip(rows, listed, strict=True):
        row["mine"] = matter.person_id == seat.user_id
    context: dict[str, Any] = {"rows": rows, "tiles": _tiles(seat), "seat": seat}
    if seat.able("residents.read"):
        context["asked"], context["homes"] = asked_today(seat), homes_to_ask(seat).count()
    return render(request, "help/field.html", context)


def _tiles(seat: Seat) -> list[dict[str, Any]]:
    doors = [
        ("record", Words("巡查发现", "Found on patrol"), "field_found", "camera"),
        ("record", Words("代为登记", "Take down"), "record", "phone"),
        ("residents.read", Words("每日走访", "Daily round"), "field_round", "home"),
        ("emergency", Words("报急救", "Emergency"), "help_emergency", "bell"),
    ]
    return [
        {"title": title, "url": reverse(url), "icon": icon}
        for may, title, url, icon in doors
        if seat.able(may)
    ]


@never_cache
@seated("residents.read")
@pledged
def field_round(request: HttpRequest) -> HttpResponse:
    """The homes to ask today, those not asked first; the look is on record."""
    seat = seat_of(request)
    page = Paginator(homes_to_ask(seat), PAGE_SIZE).get_page(request.GET.get("page"))
    homes = homes_shown(seat, list(page.object_list))
    lines = [
        Line("read", "resident", str(one.pk), one.area, ("list",), resident=one.pk)
        for home in homes
        for one in home.people
    ]
    audit_many(seat, lines, ROUND.zh)
    names = area_names({home.household.area for home in homes})
    context = {
        "page": page,
        "total": page.paginator.count,
        "asked": asked_today(seat),
        "day": today(),
        "lost": without_home(seat),
        "rows": [_home_row(home, names) for home in homes],
        "back": reverse("field"),
    }
    return render(request, "help/round.html", context)


def _home_row(home: Home, names: dict[str, Words]) -> dict[str, Any]:
    return {
        "pk": home.household.pk,
        "place": names[home.household.area],
        "people": [
            (mask_name(one.name), [terms.term(terms.VULNERABLE, f) for f in one.flags]) for one in home.people
        ],
        "check": home.check,
    }


@require_POST
@seated("residents.read")
@pledged
def field_asked(request: HttpRequest, household: int) -> HttpResponse:
    """Asked: nothing needed today."""
    need_check(seat=seat_of(request), household=household)
    messages.success(
        request, str(Words("已记下：问过，今天没有需要。", "Noted: asked, nothing needed today."))
    )
    return HttpResponseRedirect(reverse("field_round"))


class Finding(Facts):
    """Something found on patrol."""

    text: str = ask(
        "发现了什么", "What you found", min_length=2, max_length=2000, widget="textarea", secret=True
    )
    category: str = ask(
        "哪一类", "What kind", default="utilities", max_length=40, widget="radio", choices=FOUND
    )
    area: str = ask("在哪里", "Where", pattern=AREA, widget="place")
    place_text: str = ask("具体位置", "Exactly where", default="", max_length=200, widget="text")
    people_affected: int = ask(
        "影响几个人", "How many people it affects", default=1, ge=1, le=100_000, widget="number"
    )
    photos: tuple[Name, ...] = ask("照片", "Pictures", default=(), max_length=9, widget="photo")


@never_cache
@seated("record")
def field_found(request: HttpRequest) -> HttpResponse:
    """Report what was found on patrol: it is opened at one's own desk, and goes up or to the company from there."""
    seat = seat_of(request)
    form = SchemaForm(
        Finding,
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"area": seat.area},
        photos=Drafts(request),
    )
    if form.is_valid():
        try:
            code = _reported(request, seat, form.value)
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("matter", args=[code]))
    once = request.GET.get("once") or secrets.token_hex(8)
    context = {"form": form, "action": f"?once={once[:40]}", "back": reverse("field")}
    status = 422 if form.bound and form.errors else 200
    return render(request, "help/found.html", context, status=status)


def _reported(request: HttpRequest, seat: Seat, value: Finding) -> str:
    if not covers(seat.area, value.area):
        raise Refused(_WHERE, {"area": _WHERE})
    way = channels_open(seat.area, kind="worker").first()
    if way is None:
        raise Refused(NO_CHANNEL)
    once = request.GET.get("once", "")[:40]
    matter = request_open(
        asking=Asking.model_validate(
            {
                "text": value.text,
                "category": value.category,
                "place_text": value.place_text,
                "people_affected": value.people_affected,
            }
        ),
        area=value.area,
        channel=way.code,
        actor=as_actor(seat),
        record_here=True,
        photos=value.photos,
        once=f"found:{seat.user_id}:{once}" if once else None,
    )
    return matter.code
