"""Administrators' pages: group-chat robots, and messages that did not go."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from huying.base.forms import SchemaForm
from huying.base.mask import mask_phone
from huying.kernel.refused import Refused
from huying.kernel.situation import LEVELS
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.people.services import audit
from huying.places.codes import covers
from huying.places.queries import area_names

from . import queries
from .forms import UNITS, RobotFacts
from .models import CHANNEL_WORDS, PLATFORMS, STATES, Notice
from .outlets import DEMO_SMS
from .services.keeping import notice_again, robot_create, robot_switch, robot_test
from .templates import template_of

MANAGE = "outlet.manage"


@require_GET
@seated(MANAGE)
def robots(request: HttpRequest) -> HttpResponse:
    """The robots of one's area; their addresses are never shown again."""
    found = queries.robots(area=seat_of(request).area)
    names = area_names({one.area for one in found})
    rows = [
        {
            "robot": one,
            "platform": PLATFORMS[one.platform],
            # The place's own name says which step of the ladder it is.
            "unit": "" if one.unit in LEVELS else UNITS.get(one.unit, one.unit),
            "place": names.get(one.area, ""),
        }
        for one in found
    ]
    return render(request, "notices/robots.html", {"rows": rows})


@seated(MANAGE)
def robot_add(request: HttpRequest) -> HttpResponse:
    """Connect a group chat."""
    seat = seat_of(request)
    form = SchemaForm(
        RobotFacts, request.POST if request.method == "POST" else None, initial={"area": seat.area}
    )
    if request.method == "POST" and form.is_valid():
        told = form.value
        try:
            if not covers(seat.area, told.area):
                outside = Words("请选您辖区里的地方。", "Choose a place inside your area.")
                raise Refused(outside, {"area": outside})
            made = robot_create(**told.model_dump(), by=seat.user_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            audit(seat, "robot.create", kind="robot", ref=str(made.pk), area=made.area)
            messages.success(
                request, str(Words("已接通，请发一条测试消息。", "Connected. Send a test message now."))
            )
            return HttpResponseRedirect(reverse("robots"))
    return render(
        request,
        "notices/robot_add.html",
        {"form": form},
        status=400 if form.bound and not form.changed else 200,
    )


@require_POST
@seated(MANAGE)
def robot_try(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Send the test message."""
    try:
        robot_test(robot_id=robot_id, area=seat_of(request).area)
        messages.success(request, str(Words("测试消息已到群里。", "The test message is in the group.")))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return HttpResponseRedirect(reverse("robots"))


@require_POST
@seated(MANAGE)
def robot_set(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Switch on or off."""
    seat, active = seat_of(request), request.POST.get("active") == "1"
    robot_switch(robot_id=robot_id, area=seat.area, active=active)
    audit(seat, "robot.on" if active else "robot.off", kind="robot", ref=str(robot_id), area=seat.area)
    words = Words("已启用。", "Switched on.") if active else Words("已停用，不再往群里发。", "Switched off.")
    messages.success(request, str(words))
    return HttpResponseRedirect(reverse("robots"))


@require_GET
@seated(MANAGE)
def failures(request: HttpRequest) -> HttpResponse:
    """What did not go, why, and the button to try again."""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    found = queries.failures(area=seat_of(request).area, before=before, limit=51)
    names = area_names({one.area for one in found[:50]})
    rows = [_failure(one, names) for one in found[:50]]
    return render(
        request, "notices/failures.html", {"rows": rows, "more": found[49].id if len(found) > 50 else None}
    )


@require_POST
@seated(MANAGE)
def again(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Put one back into the queue."""
    seat = seat_of(request)
    try:
        notice_again(notice_id=notice_id, area=seat.area)
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        audit(seat, "notice.again", kind="notice", ref=str(notice_id), area=seat.area)
        messages.success(request, str(Words("已重新排队。", "Back in the queue.")))
    return HttpResponseRedirect(reverse("failures"))


@require_GET
@seated(MANAGE)
def shown(request: HttpRequest) -> HttpResponse:
    """Text messages of a demo, which are shown here instead of being sent."""
    rows = [(mask_phone(one.phone), one.text, one.shown_at) for one in queries.shown()]
    demo = settings.HUYING_SMS_OUTLET == DEMO_SMS
    return render(request, "notices/shown.html", {"rows": rows if demo else [], "demo": demo})


def _failure(row: Notice, names: dict[str, Words]) -> dict[str, Any]:
    template = template_of(row.template)
    return {
        "id": row.pk,
        "what": template.code,
        "about": row.about,
        "channel": CHANNEL_WORDS[row.channel],
        "to": _whom(row),
        "place": names.get(row.area, ""),
        "state": STATES[row.state],
        "error": row.error,
        "tries": row.tries,
        "at": row.created_at,
        "again": not template.secret,
    }


def _whom(row: Notice) -> str:
    if row.robot is not None:
        return row.robot.name
    if row.user is not None:
        return row.user.get_full_name()
    return mask_phone(row.address) if row.channel == "sms" else "***@" + row.address.rpartition("@")[2]
