"""Rosters: who is on duty now, the week of an office, my own shifts."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.exports import Column, export
from huying.base.forms import SchemaForm
from huying.base.forms.field import choices_shown
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.queries import desk_members, unit_phones
from huying.people.seats import Seat, seat_of, seated
from huying.places.codes import is_code
from huying.places.queries import area_names

from . import facts, queries, services
from .models import Pattern, Turn
from .queries import DAY, Desk, Slot

DAYS = 7
WEEKDAYS = (
    Words("周一", "Mon"), Words("周二", "Tue"), Words("周三", "Wed"), Words("周四", "Thu"), Words("周五", "Fri"),
    Words("周六", "Sat"), Words("周日", "Sun"),
)  # fmt: skip


def _week(request: HttpRequest) -> dt.date:
    """The Monday asked for, else that of this week; years no calendar has are this week too."""
    try:
        asked = dt.date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        asked = queries.local_day(now())
    return queries.monday(min(max(asked, dt.date(2000, 1, 3)), dt.date(2999, 12, 1)))


def _desk(seat: Seat, unit: str, area: str, *, plans: bool = False) -> Desk:
    """The office asked for, if this seat may read (or arrange) its roster. Raises NotYours."""
    desk = (unit, area)
    allowed = is_code(area) and (queries.may_plan(seat, desk) if plans else queries.may_read(seat, desk))
    if not allowed:
        raise NotYours(f"roster of {unit} {area}")
    return desk


@never_cache
@seated("see")
def duty(request: HttpRequest) -> HttpResponse:
    """Who is on duty now at every office below, gaps first; the offices that keep no roster yet."""
    seat, at = seat_of(request), now()
    found = queries.board(seat.area, at)
    above = queries.board_above(seat.area, at)
    bare = queries.desks_without_roster(seat.area) if seat.able("duty.plan") else []
    desks = [(one.unit, one.area) for one in (*found, *above)] + bare
    names, places, phones = (
        queries.names_of(desks),
        area_names({area for _, area in desks}),
        unit_phones(desks),
    )
    rows = [_now_row(one, names, places, phones) for one in sorted(found, key=lambda one: not one.gap)]
    context = {
        "rows": rows,
        "above": [_now_row(one, names, places, phones) | {"url": ""} for one in above],
        "bare": [{"title": names[desk], "place": places[desk[1]], "url": reverse("duty_plan", args=desk)} for desk in bare],
        "gaps": sum(one.gap for one in found),
        "at": at,
        "mine": reverse("duty_plan", args=[seat.unit, seat.area]),
    }  # fmt: skip
    return render(request, "rosters/board.html", context)


def _now_row(one: queries.DeskNow, names: Any, places: Any, phones: Any) -> dict[str, Any]:
    desk = (one.unit, one.area)
    return {
        "title": names[desk], "place": places[one.area], "on": [(turn.user, turn.came_at) for turn in one.on],
        "following": one.following, "gap": one.gap, "whole_day": one.whole_day, "phone": phones.get(desk, ""),
        "url": reverse("duty_plan", args=desk),
    }  # fmt: skip


@never_cache
@seated("see")
def duty_plan(request: HttpRequest, unit: str, area: str) -> HttpResponse:
    """The week of an office: every shift, who is on it, what is missing; its daily shifts below."""
    seat = seat_of(request)
    desk = _desk(seat, unit, area)
    plans = queries.may_plan(seat, desk)
    form = SchemaForm(
        facts.NewPattern,
        request.POST if request.method == "POST" else None,
        initial={"since": queries.local_day(now())},
    )
    if request.method == "POST" and plans and form.is_valid():
        try:
            services.pattern_add(by=seat, desk=desk, said=form.value)
        except Refused as refused:
            form.refuse(refused)
        else:
            services.gaps_watch([desk])
            messages.success(request, str(Words("已加上每天的班次。", "The daily shift was added.")))
            return redirect("duty_plan", unit=unit, area=area)
    context = _plan_context(request, desk) | {"plans": plans, "form": form}
    return render(request, "rosters/plan.html", context, status=422 if form.bound and form.errors else 200)


def _plan_context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    week, at = _week(request), now()
    found = queries.slots(desk, week, DAYS)
    days: list[dict[str, Any]] = []
    for n in range(DAYS):
        day = week + n * DAY
        mine = [_slot_row(slot, at) for slot in found if queries.local_day(slot.starts_at) == day]
        days.append({"day": day, "name": WEEKDAYS[n], "today": day == queries.local_day(at), "slots": mine})
    patterns = Pattern.objects.filter(unit=desk[0], area=desk[1]).order_by("begins", "pk")
    return {
        "desk": desk, "title": queries.names_of([desk])[desk], "place": area_names([desk[1]])[desk[1]], "days": days,
        "week": f"{week:%F}", "before": f"{week - 7 * DAY:%F}", "after": f"{week + 7 * DAY:%F}",
        "members": desk_members(*desk, max(at, queries.at_local(week, dt.time()))),
        "patterns": [one for one in patterns if one.until is None or one.until >= queries.local_day(at)],
        "back": reverse("duty"),
    }  # fmt: skip


def _slot_row(slot: Slot, at: dt.datetime) -> dict[str, Any]:
    return {
        "slot": slot,
        "key": slot.starts_at.isoformat(),
        "over": slot.ends_at <= at,
        "late": slot.running(at) and queries.not_come(slot, at),
    }


def _back(request: HttpRequest, desk: Desk) -> HttpResponse:
    week = request.POST.get("week", "")[:10]
    answer = redirect("duty_plan", unit=desk[0], area=desk[1])
    if week:
        answer["Location"] += f"?week={week}" if _is_day(week) else ""
    return answer


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


@require_POST
@seated("duty.plan")
def duty_put(request: HttpRequest, unit: str, area: str) -> HttpResponse:
    """Put somebody on a shift."""
    seat = seat_of(request)
    desk = _desk(seat, unit, area, plans=True)
    starts, user = _moment(request.POST.get("starts_at", "")), request.POST.get("user", "")
    if starts is None or not user.isascii() or not user.isdigit():
        messages.warning(request, str(Words("请选一个人。", "Choose somebody.")))
        return _back(request, desk)
    try:
        turn = services.turn_put(by=seat, desk=desk, user_id=int(user[:12]), starts_at=starts)
    except Refused as refused:
        messages.warning(request, str(refused.words))
    else:
        messages.success(request, str(Words("已排上 {who}。", "{who} is on it.").fill(who=turn.user)))
    return _back(request, desk)


def _moment(text: str) -> dt.datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


@never_cache
@seated("duty.plan")
def duty_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a shift, with the reason."""
    seat = seat_of(request)
    turn = queries.turn_for(seat, pk)
    desk = _desk(seat, turn.unit, turn.area, plans=True)
    form = SchemaForm(facts.TakingOff, request.POST if request.method == "POST" else None)
    back = f"{reverse('duty_plan', args=desk)}?week={queries.monday(queries.local_day(turn.starts_at)):%F}"
    if form.is_valid():
        try:
            services.turn_off(by=seat, turn=turn, reason=form.value.reason)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(back)
    context = {"form": form, "turn": turn, "back": back}
    return render(request, "rosters/off.html", context, status=422 if form.bound and form.errors else 200)


@require_POST
@seated("duty.plan")
def duty_copy(request: HttpRequest, unit: str, area: str) -> HttpResponse:
    """Everybody of the week before once more."""
    seat = seat_of(request)
    desk = _desk(seat, unit, area, plans=True)
    week = request.POST.get("week", "")
    start = queries.monday(dt.date.fromisoformat(week) if _is_day(week) else queries.local_day(now()))
    done, refused = services.week_copy(by=seat, desk=desk, monday=start)
    messages.success(request, str(Words("照上周排了 {n} 个班。", "{n} shifts as last week.").fill(n=done)))
    for words in refused[:5]:
        messages.warning(request, str(words))
    return _back(request, desk)


@require_POST
@seated("duty.plan")
def duty_pattern_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A daily shift ends with today."""
    seat = seat_of(request)
    row = Pattern.objects.filter(pk=pk).first()
    if row is None:
        raise NotYours(f"pattern {pk}")
    desk = _desk(seat, row.unit, row.area, plans=True)
    services.pattern_end(by=seat, pk=pk)
    return _back(request, desk)


@seated("see")
def duty_out(request: HttpRequest, unit: str, area: str, fmt: str) -> HttpResponse:
    """The week as a spreadsheet, a line for each person on a shift, and one for each place nobody has."""
    seat = seat_of(request)
    desk = _desk(seat, unit, area)
    rows: list[tuple[Slot, Turn | None]] = []
    for slot in queries.slots(desk, _week(request), DAYS):
        rows += [(slot, turn) for turn in slot.turns] + [(slot, None)] * slot.missing
    columns = [
        Column(Words("日期", "Day"), lambda row: queries.local_day(row[0].starts_at)),
        Column(Words("开始", "Begins"), lambda row: row[0].starts_at),
        Column(Words("结束", "Ends"), lambda row: row[0].ends_at),
        Column(Words("姓名", "Name"), lambda row: str(row[1].user) if row[1] else ""),
        Column(Words("到岗", "Came"), lambda row: row[1].came_at if row[1] else None),
    ]
    return export(rows, columns, fmt, name=f"duty-{unit.replace(':', '-')}")


@never_cache
@seated("take")
def duty_mine(request: HttpRequest) -> HttpResponse:
    """My next shifts: who is before me, I am here, who could take it over; and what colleagues ask of me."""
    seat, at = seat_of(request), now()
    found = queries.turns_of(seat.user_id, at)
    desks = {(turn.unit, turn.area) for turn in found}
    asked = queries.swaps_for(seat.user_id)
    names = queries.names_of(desks | {(one.turn.unit, one.turn.area) for one in asked})
    waiting = queries.swaps_open([turn.pk for turn in found])
    rows = [
        {
            "turn": turn, "desk": names[turn.unit, turn.area], "now": turn.starts_at <= at, "waiting": waiting.get(turn.pk),
            "soon": turn.came_at is None and services.may_come(turn, at),
        }
        for turn in found
    ]  # fmt: skip
    context = {
        "rows": rows, "asked": [{"swap": one, "desk": names[one.turn.unit, one.turn.area]} for one in asked], "seat": seat,
        "plan": reverse("duty_plan", args=[seat.unit, seat.area]),
    }  # fmt: skip
    return render(request, "rosters/mine.html", context)


@require_POST
@seated("take")
def duty_here(request: HttpRequest, pk: int) -> HttpResponse:
    """I am here; the shift before hands over what is open."""
    seat = seat_of(request)
    try:
        services.turn_here(seat=seat, turn=queries.turn_for(seat, pk))
    except Refused as refused:
        messages.warning(request, str(refused.words))
    else:
        messages.success(
            request,
            str(Words("已到岗。请看上一班的交接。", "You are on duty. See what the last shift left.")),
        )
    return redirect("duty_mine")


@never_cache
@seated("take")
def duty_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take my shift."""
    seat = seat_of(request)
    turn = queries.turn_for(seat, pk)
    if turn.user_id != seat.user_id:
        raise NotYours(f"turn {pk}")
    members = [user for user in desk_members(turn.unit, turn.area, turn.starts_at) if user.pk != seat.user_id]
    form = SchemaForm(facts.Asking, request.POST if request.method == "POST" else None)
    who = form.by_name["to"]
    who.choices = choices_shown([(str(user.pk), Words(str(user), str(user))) for user in members], who.values)
    if form.is_valid():
        try:
            services.swap_ask(seat=seat, turn=turn, to=form.value.to, words=form.value.words)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, str(Words("已经去问了，对方同意才算。", "Asked; it counts once they agree."))
            )
            return redirect("duty_mine")
    context = {"form": form, "turn": turn, "back": reverse("duty_mine")}
    return render(request, "rosters/swap.html", context, status=422 if form.bound and form.errors else 200)


@require_POST
@seated("take")
def duty_swap_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, I take it; or not this time."""
    try:
        services.swap_answer(seat=seat_of(request), pk=pk, agrees=request.POST.get("agrees") == "yes")
    except Refused as refused:
        messages.warning(request, str(refused.words))
    return redirect("duty_mine")
