"""Zones and buildings as GeoJSON for the map: outlines where they were drawn, else the buildings as points."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from huying.kernel.words import Words
from huying.places import codes
from huying.places.models import Area

MOST_POINTS = 3_000
MOST_GROUNDS = 20


def points_of(places: Iterable[str]) -> dict[str, tuple[float, float, Words]]:
    """Longitude, latitude and name of the places that have coordinates, by code."""
    rows = Area.objects.filter(code__in=list(places)[:MOST_POINTS], lat__isnull=False, lon__isnull=False)
    return {row.code: (row.lon or 0.0, row.lat or 0.0, row.name) for row in rows.defer("geometry")}


def feature(geometry: Mapping[str, Any], **said: object) -> dict[str, Any]:
    """One thing on the map; `said` are its name, tone and address, as plain text."""
    return {
        "type": "Feature",
        "geometry": dict(geometry),
        "properties": {name: str(value) for name, value in said.items()},
    }


def points(places: Iterable[str], **said: object) -> list[dict[str, Any]]:
    """A point for each place that has coordinates."""
    return [
        feature({"type": "Point", "coordinates": [lon, lat]}, **{"name": name, "code": code, **said})
        for code, (lon, lat, name) in points_of(places).items()
    ]


def ground(places: Iterable[str]) -> list[dict[str, Any]]:
    """The outlines to find one's way by: the grids of the communities that some places lie in; one query."""
    around = {community for place in places if (community := codes.at(place, "community"))}
    if not around:
        return []
    rows = Area.objects.filter(
        parent_id__in=sorted(around)[:MOST_GROUNDS], grade="grid", geometry__isnull=False
    )
    return [feature(row.geometry or {}, name=row.name, tone="ground") for row in rows.order_by("code")]


def as_text(features: list[dict[str, Any]]) -> str:
    """A collection as compact JSON, for an attribute of the map; empty text when there is nothing to show."""
    if not features:
        return ""
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))  # fmt: skip
