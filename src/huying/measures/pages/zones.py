"""Zones at the desk: those in force on a map and as a list, at any moment; one zone with its lift conditions."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from huying.kernel.words import Words
from huying.measures import zone_map
from huying.measures.models.zones import STANDINGS, Zone, ZonePhase, ZonePlace
from huying.measures.posters import poster_pdf
from huying.measures.queries import zones as queries
from huying.measures.queries.measures import measures_in
from huying.measures.queries.teams import responsible_names
from huying.measures.zone_kinds import ZoneKind
from huying.measures.zone_venues import venue_lines
from huying.people.seats import seat_of, seated
from huying.people.services import audit
from huying.places import codes
from huying.places.queries import area_names

PAGE_SIZE = 50
DECIDE = ("district_officer", "coordinator", "city_officer")
TONES = {"home": "bad", "area": "warn", "free": "info"}
COLUMNS = [
    {"name": "name", "title": Words("区域", "Zone"), "kind": "link"},
    {"name": "kind", "title": Words("种类", "Kind")},
    {"name": "place", "title": Words("在哪里", "Where")},
    {"name": "until", "title": Words("预计到", "Expected until"), "kind": "when"},
    {"name": "state", "title": Words("状态", "State"), "kind": "state"},
]


def moment_asked(request: HttpRequest) -> dt.datetime | None:
    """The moment of `?at=`, as a browser writes it; None when there is none or it is none."""
    try:
        told = dt.datetime.fromisoformat(request.GET.get("at", ""))
        return told if told.tzinfo else timezone.make_aware(told)
    except (ValueError, OverflowError):
        return None


@seated("see")
def zones(request: HttpRequest) -> HttpResponse:
    """The zones of the area, open or over; with a moment asked for, those that held then."""
    seat, at = seat_of(request), moment_asked(request)
    ended = request.GET.get("state") == "over"
    found = queries.zones_in(seat.area, ended=None if at else ended)
    if at:
        held = {one.code for one in queries.in_force_at(seat.area, at)}
        found = found.filter(code__in=held)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "page": page,
        "columns": COLUMNS,
        "rows": _rows(shown, at),
        "map": zone_map.as_text(_features(shown, at)),
        "at": request.GET.get("at", "") if at else "",
        "ended": ended,
        "may_propose": seat.able("zone.propose"),
    }
    return render(request, "measures/zones.html", context)


def _rows(found: list[Zone], at: dt.datetime | None) -> list[dict[str, Any]]:
    names = area_names({zone.area for zone in found})
    means = kinds_at(found, at)
    return [
        {
            "name": zone.name,
            "kind": means[zone.pk].title if zone.pk in means else zone.kind,
            "place": names[zone.area],
            "until": zone.expected_until,
            "state": STANDINGS[zone.standing][0],
            "tone": STANDINGS[zone.standing][1],
            "url": reverse("zone", args=[zone.code]),
        }
        for zone in found
    ]


def kinds_at(found: list[Zone], at: dt.datetime | None) -> dict[int, ZoneKind]:
    """What each zone was at a moment, or was last: by id, one query; what is proposed means what the rule says now."""
    phases = ZonePhase.objects.filter(zone__in=found).order_by("since", "pk")
    if at:
        phases = phases.filter(since__lte=at)
    means = {phase.zone_id: phase.means for phase in phases}
    for zone in found:
        if zone.pk not in means and (told := queries.zone_kind(zone.kind, zone.area)):
            means[zone.pk] = told[0]
    return means


def _features(found: list[Zone], at: dt.datetime | None) -> list[dict[str, Any]]:
    means = kinds_at(found, at)
    places: dict[int, list[str]] = {zone.pk: list(zone.planned) for zone in found if zone.decided_at is None}
    for pk, area in ZonePlace.objects.filter(zone__in=found, until=None).values_list("zone", "area"):
        places.setdefault(pk, []).append(area)
    every = {code for one in places.values() for code in one}
    located = zone_map.points_of(every)
    # What lies around goes under everything else.
    features = zone_map.ground(every) if found else []
    for zone in found:
        kind = means.get(zone.pk)
        said = {
            "name": f"{zone.name} · {kind.title}" if kind else zone.name,
            "tone": TONES[kind.leaving] if kind else "info",
            "url": reverse("zone", args=[zone.code]),
        }
        if zone.geometry:
            features.append(zone_map.feature(zone.geometry, **said))
        for code in places.get(zone.pk, []):
            if code in located:
                lon, lat, _ = located[code]
                features.append(zone_map.feature({"type": "Point", "coordinates": [lon, lat]}, **said))
    return features


@never_cache
@seated("see")
def zone(request: HttpRequest, code: str) -> HttpResponse:
    """One zone: what it means, until when, each lift condition with its state, its places, what it was before."""
    seat = seat_of(request)
    found = queries.zone_for(seat.area, code)
    at = moment_asked(request)
    phase = queries.phase_now(found)
    places = queries.places_of(found, at)
    names = area_names(places)
    kind, who = kinds_at([found], at).get(found.pk), responsible_names(places)
    context = {
        "zone": found,
        "kind": kind,
        "phase": phase,
        "state": STANDINGS[found.standing][0],
        "tone": STANDINGS[found.standing][1],
        "conditions": queries.lift_state(found),
        "places": [{"code": one, "name": names[one], "who": who[one]} for one in places],
        "phases": list(ZonePhase.objects.filter(zone=found).select_related("decided_by")),
        "venues": venue_lines(found, kind, places),
        "people": measures_in(seat.area).filter(zone=found.code, live=True).count()
        if seat.able("measure.propose")
        else None,
        "reach": queries.reach_of(places).words if found.over_at is None else None,
        "map": zone_map.as_text(_features([found], None)),
        "at": request.GET.get("at", "") if at else "",
        "matter_page": reverse("matter", args=[code]) if codes.covers(seat.area, found.area) else "",
        "may_free": found.in_force and len(places) > 1 and not at and seat.role in DECIDE,
        "back": reverse("zones"),
    }
    return render(request, "measures/zone.html", context)


@seated("see")
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """The poster for the doors of a zone as a PDF, while it is in force."""
    seat = seat_of(request)
    found = queries.zone_for(seat.area, code)
    address = request.build_absolute_uri(reverse("zone_public", args=[code]))
    content = poster_pdf(found, address)
    audit(seat, "zone.poster", kind="zone", ref=code, area=found.area)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="zone-{code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
