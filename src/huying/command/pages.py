"""The home page, the public figures, the wall of the command room."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, localtime
from django.views.decorators.cache import never_cache

from huying.base.clock import now
from huying.base.nav import shown_items
from huying.help.queries.figures import Figures, public_figures
from huying.help.queries.figures import figures as counted_in
from huying.help.queries.intake import channels_open
from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.matters.showing import rows_of
from huying.people.seats import seat_of, seated
from huying.places.codes import ALL
from huying.places.picking import home as place_of_work
from huying.places.queries import area_names

from . import queries

# Ways in for people, not for programs and files.
PEOPLES = ("public", "worker", "station")
PERIODS = {
    "1": Words("今天", "Today"),
    "7": Words("近七天", "Last seven days"),
    "": Words("全部", "All"),
}


def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, the most wanted in four squares; for staff the way to their desk."""
    tiles = [
        {"title": Words("我要求助", "Ask for help"), "url": "/ask/", "icon": "heart"},
        {"title": Words("急救", "Emergency"), "url": "/emergency/", "icon": "alert"},
        {"title": Words("看进展", "My request"), "url": "/track/", "icon": "search"},
        {"title": Words("常见问题", "Answers"), "url": "/cards/", "icon": "book"},
    ]
    ways = channels_open(place_of_work()).filter(kind__in=PEOPLES)
    squares = {tile["url"] for tile in tiles}
    rest = [door for door in shown_items(request, "public") if door["url"] not in squares]
    return render(request, "command/home.html", {"tiles": tiles, "rest": rest, "ways": ways})


def figures(request: HttpRequest) -> HttpResponse:
    """Totals for everybody: what came in, what became of it, how long people waited."""
    period = request.GET.get("days", "7")
    period = period if period in PERIODS else "7"
    counted = figures_cached(period)
    names = area_names({street.area for street in counted.streets})
    context = {
        "period": period,
        "periods": PERIODS.items(),
        "figures": counted,
        "streets": [(names[street.area], street) for street in counted.streets],
        "ended": _ended(counted),
        "counted_at": now(),
    }
    return render(request, "command/figures.html", context)


def _ended(counted: Figures) -> list[tuple[Words, int]]:
    ends = kind_of("help.request").states
    return [
        (ends[code].title if code in ends else Words("其他", "Other"), count)
        for code, count in counted.balance.ended.items()
    ]


def figures_cached(period: str) -> Figures:
    """The public totals, counted at most once in a while: the page may be asked by a whole city."""
    key = f"public-figures-{period}"
    known: Figures | None = cache.get(key)
    if known is None:
        known = public_figures(ALL, _since(period))
        cache.set(key, known, settings.HUYING_FIGURES_SECONDS)
    return known


def _since(period: str) -> dt.datetime | None:
    if not period:
        return None
    midnight = localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - dt.timedelta(days=int(period) - 1)


@never_cache
@seated("figures.read")
def area_figures(request: HttpRequest) -> HttpResponse:
    """The figures of the reader's own area, nothing hidden: how calls came, which way they went, how they ended."""
    period = request.GET.get("days", "")
    period = period if period in PERIODS else ""
    seat = seat_of(request)
    counted = counted_in(seat.area, _since(period))
    names = area_names({street.area for street in counted.streets})
    context = {
        "period": period,
        "periods": PERIODS.items(),
        "figures": counted,
        "streets": [(names[street.area], street) for street in counted.streets],
        "ended": _ended(counted),
        "place": area_names([seat.area])[seat.area],
        "counted_at": now(),
    }
    return render(request, "command/area_figures.html", context)


@never_cache
@seated("command.view")
def wall(request: HttpRequest) -> HttpResponse:
    """The wall: what is urgent, what rings next, what is late, whether the lists add up; it refreshes itself."""
    area = seat_of(request).area
    at = _asked_moment(request)
    points = queries.curve(area)
    context: dict[str, Any] = {
        "as_of": now(),
        "at": at,
        "counts": queries.urgent_counts(area),
        "next": rows_of(queries.rings_next(area)),
        "late": rows_of(queries.late(area)),
        "balances": queries.balances(area, at=at),
        "parts": queries.parts(area)[:20],
        "bars": queries.bars(points),
        "points": [(hour, count) for hour, count in points if count],
        "received": sum(count for _, count in points),
        "width": len(points) * 10,
        "refresh": settings.HUYING_WALL_SECONDS,
    }
    return render(request, "command/wall.html", context)


def _asked_moment(request: HttpRequest) -> dt.datetime | None:
    """The past moment the balance is asked for, in local time; None means now."""
    try:
        at = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        return None
    if at is None:
        return None
    return at if at.tzinfo else at.replace(tzinfo=get_current_timezone())
