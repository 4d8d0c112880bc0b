"""Zones for everybody: what is in force and until when; names of places only, nobody's data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huying.base.errors import NotYours
from huying.measures.models import Zone
from huying.measures.queries import zones as queries
from huying.measures.zone_kinds import ZoneKind
from huying.measures.zone_venues import venue_lines
from huying.places import scope
from huying.places.codes import ALL
from huying.places.queries import area_names


def zones_public(request: HttpRequest) -> HttpResponse:
    """Every zone in force, the most severe first, with its buildings."""
    with scope.everything("zones in force are public"):
        found = queries.in_force_at(ALL)
        names = area_names({one.place for one in found})
        zones: dict[str, dict[str, object]] = {}
        for one in found:
            row = zones.setdefault(
                one.code, {"zone": one, "places": [], "url": reverse("zone_public", args=[one.code])}
            )
            row["places"].append(names[one.place])  # type: ignore[attr-defined]
    return render(request, "measures/zones_public.html", {"zones": list(zones.values())})


def zone_public(request: HttpRequest, code: str) -> HttpResponse:
    """One zone that is or was in force: where the code on the door leads. A proposal is nobody's to see."""
    with scope.everything("zones in force are public"):
        zone = Zone.objects.filter(code=code).exclude(decided_at=None).first()
        if zone is None:
            raise NotYours(code)
        last = zone.phases.last()
        kind: ZoneKind | None = last.means if last else None
        places = queries.places_of(zone)
        names = area_names(places)
        context = {
            "zone": zone,
            "kind": kind,
            "over": zone.lifted_at is not None,
            "places": [names[one] for one in places],
            "venues": venue_lines(zone, kind, places),
            "conditions": queries.lift_state(zone),
            "back": reverse("zones_public"),
        }
    return render(request, "measures/zone_public.html", context)
