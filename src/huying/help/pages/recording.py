"""Taking down what somebody says on the phone or at a station, and the slip they take home."""

import secrets
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.forms import SchemaForm
from huying.help.facts import Asking, Phone
from huying.help.models import Channel
from huying.help.queries.intake import channels_open
from huying.help.queries.requests import masked, request_for
from huying.help.services import need_check, request_open
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import standing
from huying.people.access import access_household
from huying.people.models import Resident
from huying.people.queries import undertaking_signed
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places import codes, scope
from huying.places.codes import covers

from .mine import qr
from .pictures import Drafts
from .questions import AREA, Name

WAYS = ("worker", "station")
ROUND = Words("每日走访登记需求", "Daily round: taking down a need")
_WHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")


def _channels(area: str) -> list[Channel]:
    return [one for one in channels_open(area) if one.kind in WAYS]


def way_choices() -> list[tuple[str, Words]]:
    """The channels by which staff take things down here and now."""
    return [(one.code, one.words) for one in _channels(scope.current() or codes.ALL)]


class Recording(Asking):
    """What a worker takes down for somebody: who calls, for whom, where, and what is needed."""

    channel: str = ask("怎么来的", "How it came", max_length=40, widget="radio", choices=way_choices)
    contact_name: str = ask(
        "谁需要帮助（姓名）", "Who needs help (name)", default="", max_length=30, widget="text", secret=True
    )
    contact_phone: Phone = ask(
        "能联系上的电话", "A phone that reaches them", default="", max_length=40, widget="phone", secret=True,
        help=Words("本人没有电话，就留家里人的。", "A relative's, when they have none."),
    )  # fmt: skip
    caller_name: str = ask(
        "谁替他来说的", "Who speaks for them", default="", max_length=25, widget="text", secret=True,
        help=Words("例如“女儿 王芳”。本人来说就不填。", "Such as a daughter. Leave it empty when they speak for themselves."),
    )  # fmt: skip
    area: str = ask("哪个小区、楼栋", "Which compound and building", pattern=AREA, widget="place")
    photos: tuple[Name, ...] = ask(
        "照片", "Pictures", default=(), max_length=9, widget="photo",
        help=Words("处方、药盒、手画的路线图都可以。", "A prescription, a medicine box, a map drawn by hand."),
    )  # fmt: skip
    handled: Literal["queue", "here"] = ask(
        "谁来办", "Who handles it", default="queue", widget="radio",
        choices=[
            ("queue", Words("交给分拣台", "The screening desk decides")),
            ("here", Words("我们自己办", "We do it ourselves")),
        ],
    )  # fmt: skip


WHO = ("channel", "contact_name", "contact_phone", "caller_name")
WHERE = ("area", "place_text", "room")
WHAT = ("kind", "text", "category", "photos")
NEED = ("needed_by", "people_affected", "vulnerable", "under_quarantine", "handled")
GROUPS = (
    (Words("谁", "Who"), WHO),
    (Words("在哪里", "Where"), WHERE),
    (Words("什么事", "What"), WHAT),
    (Words("多急，谁来办", "How soon, and who does it"), NEED),
)


@never_cache
@seated("record")
def record(request: HttpRequest) -> HttpResponse:
    """Take a call or a visit down on behalf of somebody; a slip with the code follows."""
    seat = seat_of(request)
    home = _home(request, seat)
    form = SchemaForm(
        Recording,
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial=_initial(seat, home, request),
        only=(*WHO, *WHERE, *WHAT, *NEED),
        groups=GROUPS,
        photos=Drafts(request),
    )
    if form.is_valid():
        try:
            code = _taken_down(request, seat, form.value, home)
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("record_slip", args=[code]))
    query = request.GET.copy()
    query["once"] = request.GET.get("once") or secrets.token_hex(8)
    context = {
        "form": form,
        "action": f"?{query.urlencode()}",
        "round": home is not None,
        "draft": "record" if home is None else f"record-{home[0]}",
    }
    status = 422 if form.bound and form.errors else 200
    return render(request, "help/record.html", context, status=status)


Home = tuple[int, str, str, list[Resident]]


def _home(request: HttpRequest, seat: Seat) -> Home | None:
    """The household of the daily round, with those who need looking after; the look is on record."""
    told = request.GET.get("household", "")
    if not (told.isascii() and told.isdigit()) or not undertaking_signed(seat.user_id):
        return None
    household, people = access_household(seat, int(told[:12]), ROUND.zh)
    return household.pk, household.area, household.address, [one for one in people if one.flags] or people


def _initial(seat: Seat, home: Home | None, request: HttpRequest) -> dict[str, Any]:
    ways = _channels(seat.area)
    known: dict[str, Any] = {"channel": ways[0].code if ways else "", "area": seat.area}
    if seat.unit in ("grid", "community"):
        known["handled"] = "here"
    if home is not None:
        flags = sorted({flag for one in home[3] for flag in one.flags})
        known |= {"area": home[1], "vulnerable": tuple(flags), "people_affected": len(home[3]) or 1}
    if category := request.GET.get("category", ""):
        known["category"] = category[:40]
    return known


def _taken_down(request: HttpRequest, seat: Seat, value: Recording, home: Home | None) -> str:
    if not covers(seat.area, value.area):
        raise Refused(_WHERE, {"area": _WHERE})
    told = {name: getattr(value, name) for name in Asking.model_fields}
    if home is not None:
        # Left empty, they come from the roster: no screen has to show them.
        told["contact_name"] = told["contact_name"] or (home[3][0].name if home[3] else "")
        told["contact_phone"] = told["contact_phone"] or (home[3][0].phone if home[3] else "")
        told["room"] = told["room"] or home[2][:60]
    if value.caller_name:
        told["contact_name"] = f"{told['contact_name']}（{value.caller_name} 代）".removeprefix("（代）")[:60]
    matter = request_open(
        asking=Asking.model_construct(**told),
        area=value.area,
        channel=value.channel,
        actor=as_actor(seat),
        record_here=value.handled == "here",
        on_behalf=True,
        photos=value.photos,
        once=f"record:{seat.user_id}:{request.GET.get('once', '')}"[:80] if request.GET.get("once") else None,
    )
    if home is not None:
        need_check(seat=seat, household=home[0], request=matter)
    return matter.code


@never_cache
@seated("see")
def record_slip(request: HttpRequest, code: str) -> HttpResponse:
    """A slip to print: the code in large letters, the same to scan, and by when they hear."""
    case = request_for(seat_of(request), code)
    address = request.build_absolute_uri(reverse("track_printed", args=[code]))
    running = standing(case.matter).clocks
    context = {
        "code": code,
        "row": case.row,
        "contact": masked(case.row),
        "hears_by": running.get("first_answer"),
        "picture": qr(address),
        "address": address,
        "back": reverse("matter", args=[code]),
    }
    return render(request, "help/slip.html", context)
