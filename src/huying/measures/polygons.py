"""What is drawn on a map: a GeoJSON polygon read with care, and which points lie inside. Pure."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from huying.kernel.refused import Refused
from huying.kernel.words import Words

Ring = list[tuple[float, float]]
# More corners than anybody draws by hand, few enough to try every building of a city against.
MOST_CORNERS = 500
MOST_POLYGONS = 20
WRONG = Words(
    "画的范围读不懂：请在地图上重新画一圈，至少三个点。",
    "The outline cannot be read: draw it again on the map, with at least three corners.",
)


def read_outline(text: str) -> dict[str, Any]:
    """A Polygon or MultiPolygon from GeoJSON text (a geometry or a feature). Raises Refused with what is wrong."""
    try:
        told = json.loads(text)
        if isinstance(told, dict) and told.get("type") == "Feature":
            told = told["geometry"]
        kind, parts = told["type"], told["coordinates"]
        polygons = [parts] if kind == "Polygon" else parts
        if kind not in ("Polygon", "MultiPolygon") or not 0 < len(polygons) <= MOST_POLYGONS:
            raise ValueError(kind)
        clean = [[_ring(ring) for ring in polygon] for polygon in polygons]
        if any(not polygon for polygon in clean) or sum(len(r) for p in clean for r in p) > MOST_CORNERS:
            raise ValueError("corners")
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError) as wrong:
        raise Refused(WRONG, {"geometry": WRONG}) from wrong
    return {"type": "MultiPolygon", "coordinates": clean} if len(clean) > 1 else {"type": "Polygon", "coordinates": clean[0]}  # fmt: skip


def _ring(raw: Any) -> list[list[float]]:
    corners: list[list[float]] = []
    for lon, lat, *_ in raw:
        if isinstance(lon, bool) or isinstance(lat, bool):
            raise ValueError("not a number")
        here = [float(lon), float(lat)]
        if not (-180 <= here[0] <= 180 and -90 <= here[1] <= 90):
            raise ValueError("not on earth")
        corners.append(here)
    if corners and corners[0] != corners[-1]:
        corners.append(list(corners[0]))
    if len(corners) < 4:
        raise ValueError("too few corners")
    return corners


def inside(outline: dict[str, Any], lon: float, lat: float) -> bool:
    """Whether a point (degrees, WGS 84) lies inside an outline and in none of its holes."""
    polygons = [outline["coordinates"]] if outline["type"] == "Polygon" else outline["coordinates"]
    return any(_in(polygon[0], lon, lat) and not any(_in(hole, lon, lat) for hole in polygon[1:]) for polygon in polygons)  # fmt: skip


def _in(ring: Sequence[Sequence[float]], lon: float, lat: float) -> bool:
    """Even-odd rule: how often a line to the east crosses the ring."""
    found = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            found = not found
    return found


def bounds(outline: dict[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    polygons = [outline["coordinates"]] if outline["type"] == "Polygon" else outline["coordinates"]
    corners = [corner for polygon in polygons for corner in polygon[0]]
    lons, lats = [c[0] for c in corners], [c[1] for c in corners]
    return min(lons), min(lats), max(lons), max(lats)
