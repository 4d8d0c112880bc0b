"""The bell: what one was told, read by each person for themselves, and where else one wants to hear of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated, shown_to

from .forms import Wishes
from .models import Preference
from .queries import inbox, notice_of, unread
from .services.keeping import notices_read, notices_read_all, preference_set

IN_THE_FIELD = {"grid", "volunteer_team"}


def frame(request: HttpRequest) -> str:
    """The frame a reader works in: field workers hold a phone."""
    return "frames/phone.html" if seat_of(request).unit in IN_THE_FIELD else "frames/desk.html"


@require_GET
@seated()
def notices(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first."""
    seat, before = seat_of(request), _number(request.GET.get("before"))
    only_unread = request.GET.get("only") == "unread"
    rows = inbox(user_id=seat.user_id, before=before, only_unread=only_unread, limit=31)
    context: dict[str, Any] = {
        "frame": frame(request),
        "rows": rows[:30],
        "more": rows[29].id if len(rows) > 30 else None,
        "only_unread": only_unread,
        "unread": unread(user_id=seat.user_id),
    }
    return render(request, "notices/inbox.html", context)


@require_GET
@seated()
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice in full; seeing it is reading it."""
    seat = seat_of(request)
    row = notice_of(user_id=seat.user_id, notice_id=notice_id)
    if row is None:
        raise NotYours
    notices_read(user_id=seat.user_id, ids=[notice_id])
    return render(
        request, "notices/notice.html", {"frame": frame(request), "row": row, "back": reverse("notices")}
    )


@require_POST
@seated()
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything up to the newest one on the page is read; what came since is not."""
    if up_to := _number(request.POST.get("up_to")):
        notices_read_all(user_id=seat_of(request).user_id, up_to=up_to)
    return HttpResponseRedirect(reverse("notices"))


@seated()
def wishes(request: HttpRequest) -> HttpResponse:
    """Where else one wants to be told."""
    seat = seat_of(request)
    if request.method == "POST":
        form = SchemaForm(Wishes, request.POST)
        if form.is_valid():
            preference_set(user_id=seat.user_id, sms=form.value.sms, email=form.value.email)
            messages.success(
                request, str(Words("已记下。站内消息照常收到。", "Noted. The inbox works as before."))
            )
            return HttpResponseRedirect(reverse("notices"))
    else:
        kept = Preference.objects.filter(user_id=seat.user_id).first() or Preference()
        form = SchemaForm(Wishes, initial={"sms": kept.sms, "email": kept.email})
    context = {"frame": frame(request), "form": form, "back": reverse("notices")}
    return render(request, "notices/wishes.html", context)


def count_unread(request: HttpRequest) -> int:
    """For navigation: the number on the bell."""
    seat = getattr(request, "seat", None)
    return unread(user_id=seat.user_id) if seat is not None else 0


def doors() -> None:
    """The bell in the navigation of both fronts."""
    for section, order in (("desk", 6), ("phone", 40)):
        nav_item(
            section,
            Words("消息", "Notices"),
            "notices",
            icon="bell",
            order=order,
            shown=shown_to(),
            count=count_unread,
        )
    manage = shown_to("outlet.manage")
    nav_item("desk", Words("群机器人", "Chat robots"), "robots", icon="gear", order=91, shown=manage)
    nav_item(
        "desk", Words("未发出的消息", "Failed notices"), "failures", icon="alert", order=92, shown=manage
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
