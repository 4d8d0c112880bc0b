"""What a task force looks at: the wall of clocks, the balance of all lists, the shift handed to the next."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.exports import Column, export
from huying.base.forms import SchemaForm
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words, current_language
from huying.people.seats import Seat, seat_of, seated
from huying.people.services import audit
from huying.places.codes import covers, is_code
from huying.places.queries import area_name, area_names, children
from huying.screening.forms import ShiftNote
from huying.screening.models import PushList, Shift
from huying.screening.queries import lists as queries
from huying.screening.queries import shifts
from huying.screening.queries.balance import BUCKETS, ListBalance, balance_of
from huying.screening.queries.wall import wall_of
from huying.screening.services.shifts import shift_leave, shift_take

PARTS = 60
KIND = "screening.check"


@never_cache
@seated("command.view")
def list_wall(request: HttpRequest) -> HttpResponse:
    """The clocks by category, by part of the area, and who is overdue; it refreshes itself."""
    seat = seat_of(request)
    context = {
        "as_of": now(),
        "wall": wall_of(seat.area),
        "buckets": list(BUCKETS.values()),
        "refresh": settings.HUYING_WALL_SECONDS,
        "area": area_name(seat.area),
    }
    return render(request, "screening/wall.html", context)


def asked_moment(request: HttpRequest) -> dt.datetime | None:
    """The past moment asked for, in local time; None means now."""
    try:
        at = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        return None
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=get_current_timezone())
    return at if at < now() else None


def asked_list(request: HttpRequest, seat: Seat) -> PushList | None:
    """The list asked for; None means all."""
    code = request.GET.get("list", "")
    return queries.list_for(seat.area, code[:14]) if code else None


def asked_area(request: HttpRequest, seat: Seat) -> str:
    """The part of the seat's area asked for. Raises NotYours outside it."""
    area = request.GET.get("area", "") or seat.area
    if not is_code(area) or not covers(seat.area, area):
        raise NotYours(area)
    return area


def lines_of(
    area: str, pushed: PushList | None, at: dt.datetime | None
) -> list[tuple[str, Words, ListBalance]]:
    """The balance of an area and of each of its parts that received anything, as (code, name, balance)."""
    own = [(area, area_name(area), balance_of(area, pushed=pushed, at=at))]
    below = [place.code for place in children(area)[:PARTS]]
    names = area_names(below)
    for code in below:
        found = balance_of(code, pushed=pushed, at=at)
        if found.received:
            own.append((code, names[code], found))
    return own


@never_cache
@seated("figures.read")
def list_balance(request: HttpRequest) -> HttpResponse:
    """What was received, ended, open, handed over and rejected: here and in each part, now or as of a moment."""
    seat = seat_of(request)
    area, at, pushed = asked_area(request, seat), asked_moment(request), asked_list(request, seat)
    lines = lines_of(area, pushed, at)
    context = {
        "area": area,
        "area_title": lines[0][1],
        "up": area != seat.area,
        "at": at,
        "at_text": f"{localtime(at):%Y-%m-%dT%H:%M}" if at else "",
        "pushed": pushed,
        "balance": lines[0][2],
        "parts": lines[1:],
        "buckets": BUCKETS,
        "rows": balance_rows(lines[0][2]),
        "query": request.GET.urlencode(),
        "back": reverse("list", args=[pushed.code]) if pushed else reverse("lists"),
        "seat": seat,
    }
    return render(request, "screening/balance.html", context)


def balance_rows(found: ListBalance) -> list[tuple[Words, Words, int, str]]:
    """A balance as lines of (group, what, how many, tone), in an order a person reads it."""
    states = kind_of(KIND).states
    open_, over = Words("在办", "Open"), Words("已转出", "Handed over")
    rows: list[tuple[Words, Words, int, str]] = []
    for code, words in BUCKETS.items():
        if count := found.open.get(code, 0):
            rows.append((open_, words, count, "bad" if code == "late" else "info"))
    if found.passing:
        rows.append((over, Words("还没有回执", "Receipt pending"), found.passing, "warn"))
    if found.passed:
        rows.append((over, Words("已有回执", "With receipt"), found.passed, "good"))
    rows += [
        (Words("已结束", "Ended"), states[code].title, count, states[code].tone)
        for code, count in sorted(found.ended.items())
    ]
    rows += [(Words("没能登记", "Rejected"), one.reason, one.count, "warn") for one in found.rejected]
    return rows


Exported = tuple[Words, ListBalance]
_STATES = ("closed", "wrong_person", "duplicate", "withdrawn", "returned")


def _columns() -> list[Column]:
    def ended(code: str) -> Column:
        return Column(kind_of(KIND).states[code].title, lambda row: row[1].ended.get(code, 0))

    def bucket(code: str) -> Column:
        return Column(BUCKETS[code], lambda row: row[1].open.get(code, 0))

    return [
        Column(Words("地方", "Area"), lambda row: row[0]),
        Column(Words("收到", "Received"), lambda row: row[1].received),
        *(bucket(code) for code in BUCKETS),
        Column(Words("已转出，没有回执", "Handed over, receipt pending"), lambda row: row[1].passing),
        Column(Words("已转出，有回执", "Handed over with receipt"), lambda row: row[1].passed),
        *(ended(code) for code in _STATES),
        Column(Words("没能登记", "Rejected"), lambda row: row[1].rejected_count),
        Column(Words("对得上", "Adds up"), lambda row: row[1].adds_up),
    ]


@seated("figures.read", "export")
def list_balance_out(request: HttpRequest, fmt: str) -> HttpResponse:
    """The same as a spreadsheet, one line for each area."""
    seat = seat_of(request)
    area, at, pushed = asked_area(request, seat), asked_moment(request), asked_list(request, seat)
    rows = [(name, found) for _, name, found in lines_of(area, pushed, at)]
    try:
        response = export(rows, _columns(), fmt, name=str(Words("名单平衡表", "balance-of-lists")))
    except Refused as refused:
        raise NotYours(fmt) from refused
    audit(seat, "balance.export", fmt, kind="pushlist", ref=pushed.code if pushed else "", area=area)
    return response


@never_cache
@seated("take")
def shift(request: HttpRequest) -> HttpResponse:
    """Hand the shift over: everything open by name; the one who leaves signs, then the one who comes."""
    seat = seat_of(request)
    form = SchemaForm(ShiftNote, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            left = shift_leave(seat=seat, note=form.value.note)
        except Refused as refused:
            form.refuse(refused)
        else:
            audit(seat, "shift.leave", kind="shift", ref=str(left.pk), area=seat.area)
            return redirect("shift_one", pk=left.pk)
    waiting = shifts.waiting_shift(seat)
    context = {
        "form": form,
        "waiting": waiting,
        "lines": _shift_lines(shifts.open_lines(seat)),
        "before": list(shifts.shifts_of(seat)[:20]),
        "seat": seat,
        "area": area_name(seat.area),
        "as_of": now(),
        "back": reverse("lists"),
    }
    return render(request, "screening/shift.html", context, status=422 if form.bound and form.errors else 200)


def _shift_lines(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    at = 1 if current_language() == "en" else 0
    shown = []
    for line in lines:
        due = dt.datetime.fromisoformat(line["due"]) if line["due"] else None
        shown.append(line | {name: line[name][at] for name in ("what", "where", "state")} | {"due": due})
    return shown


@never_cache
@seated("take")
def shift_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift as it was signed, to be printed."""
    seat = seat_of(request)
    found: Shift = shifts.shift_for(seat, pk)
    context = {
        "shift": found,
        "lines": _shift_lines(found.open),
        "mine": found.out_by_id == seat.user_id,
        "area": area_name(seat.area),
        "back": reverse("shift"),
    }
    return render(request, "screening/shift_one.html", context)


@require_POST
@seated("take")
def shift_taken(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the shift over."""
    seat = seat_of(request)
    found = shifts.shift_for(seat, pk)
    try:
        shift_take(seat=seat, pk=found.pk)
    except Refused as refused:
        messages.warning(request, str(refused.words))
    else:
        audit(seat, "shift.take", kind="shift", ref=str(pk), area=seat.area)
        messages.success(request, str(Words("已接班。", "You have taken the shift over.")))
    return redirect("shift_one", pk=pk)
