"""The places of the demo city: a tree and a map that exist nowhere."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from huying.places.codes import pad, parent
from huying.places.services import areas_load

DATA = Path(__file__).parent / "data"
SEED = 20220101
# Nobody's province: no real place has a code that begins with 99.
PROVINCE, CITY_PREFIX, DISTRICT_PREFIX = "99", "9901", "990101"
CITY, DISTRICT = pad(CITY_PREFIX), pad(DISTRICT_PREFIX)
# In the open sea, far from every city: west, south, east, north in degrees.
MAP = (124.30, 29.90, 124.48, 30.02)
GRID_NAMES = "一二三四五六七八九十"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything: `grids` per community, `buildings` per grid, `stairs` per building.

    `pushed` are the rows of today's list, `kept` the people under a measure of their own; without `control` there are
    neither travellers nor lists nor measures.
    """

    streets: int = 6
    communities: int = 7
    grids: int = 5
    buildings: int = 4
    stairs: int = 2
    residents: int = 20_000
    volunteers: int = 200
    calls: int = 300
    emergencies: int = 22
    topic: int = 40
    certain: bool = True
    travellers: int = 80
    pushed: int = 120
    kept: int = 24
    control: bool = True


WHOLE = Scale()
SMALL = Scale(
    streets=2, communities=2, grids=2, residents=420, volunteers=40, calls=40, emergencies=2, topic=6, travellers=24,
    pushed=36, kept=24,
)  # fmt: skip
# Places and a few calls by chance only.
TINY = Scale(
    streets=1,
    communities=1,
    grids=1,
    residents=60,
    volunteers=8,
    calls=4,
    emergencies=0,
    topic=2,
    certain=False,
    control=False,
)


@cache
def told(name: str) -> dict[str, Any]:
    """One of the files of the demo city."""
    found: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Stairwell:
    """Where people live: its code, its compound and how it is said, `鹿鸣小区3幢`, `2单元`."""

    code: str
    compound: str
    house: str
    stair: str

    @property
    def community(self) -> str:
        """The compound's community, as the first twelve digits."""
        return self.code[:12]


@dataclass(frozen=True, slots=True)
class City:
    """The city as its rows were loaded."""

    streets: list[str]
    communities: list[str]
    grids: list[str]
    stairwells: list[Stairwell]
    names: dict[str, str]


def split(box: Box, parts: int, rng: random.Random) -> list[Box]:
    """A box cut into so many boxes of about the same size, always across its longer side."""
    if parts == 1:
        return [box]
    west, south, east, north = box
    first = parts // 2
    share = first / parts * rng.uniform(0.92, 1.08)
    if east - west > north - south:
        cut = west + (east - west) * share
        halves = (west, south, cut, north), (cut, south, east, north)
    else:
        cut = south + (north - south) * share
        halves = (west, south, east, cut), (west, cut, east, north)
    return [*split(halves[0], first, rng), *split(halves[1], parts - first, rng)]


def bent(lon: float, lat: float) -> list[float]:
    """A point of the plan on the map: streets are not straight."""
    return [
        round(lon + 0.004 * math.sin(lat * 90) + 0.002 * math.sin(lon * 70), 6),
        round(lat + 0.003 * math.sin(lon * 80) + 0.0015 * math.cos(lat * 120), 6),
    ]


def shape(box: Box) -> dict[str, Any]:
    """Where a box lies on the map: its centre and its border as GeoJSON."""
    west, south, east, north = box
    steps = 4
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring = [
        bent(a + (c - a) * i / steps, b + (d - b) * i / steps)
        for (a, b), (c, d) in pairwise(corners)
        for i in range(steps)
    ]
    ring.append(ring[0])
    lon, lat = bent((west + east) / 2, (south + north) / 2)
    return {"lat": lat, "lon": lon, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def rows(scale: Scale) -> Iterator[dict[str, Any]]:
    """The rows for `areas_load`, from the province down to the stairwells."""
    rng, names = random.Random(SEED), told("city")
    yield {"code": PROVINCE, **names["province"]}
    yield {"code": CITY_PREFIX, **names["city"], **shape(MAP)}
    yield {"code": DISTRICT_PREFIX, **names["district"], **shape(MAP)}
    streets = list(names["streets"].items())[: scale.streets]
    for s, ((street, communities), box) in enumerate(
        zip(streets, split(MAP, len(streets), rng), strict=True), start=1
    ):
        own = f"{DISTRICT_PREFIX}{s:03}"
        yield {"code": own, "zh": street, "ordering": s, **shape(box)}
        kept = communities[: scale.communities]
        for c, (name, inner) in enumerate(zip(kept, split(box, len(kept), rng), strict=True), start=1):
            yield from _community(f"{own}{c:03}", name, inner, scale, rng)


def _community(code: str, name: str, box: Box, scale: Scale, rng: random.Random) -> Iterator[dict[str, Any]]:
    yield {
        "code": code,
        "zh": f"{name}社区",
        "aliases": [f"{name}里"],
        "ordering": int(code[-3:]),
        **shape(box),
    }
    compounds = [name + kind for kind, over in told("city")["compounds"] for _ in range(over)]
    number: dict[str, int] = {}
    for g, inner in enumerate(split(box, scale.grids, rng), start=1):
        grid, compound = f"{code}{g:03}", compounds[(g - 1) % len(compounds)]
        yield {"code": grid, "zh": f"第{GRID_NAMES[g - 1]}网格", "ordering": g, **shape(inner)}
        for b, plot in enumerate(split(inner, scale.buildings, rng), start=1):
            number[compound] = number.get(compound, 0) + 1
            building = f"{grid}{b:03}"
            centre = {key: value for key, value in shape(plot).items() if key != "geometry"}
            yield {
                "code": building,
                "zh": f"{number[compound]}幢",
                "compound": compound,
                "ordering": b,
                **centre,
            }
            for u in range(1, scale.stairs + 1):
                yield {"code": f"{building}{u:02}", "zh": f"{u}单元", "ordering": u}


def city_load(scale: Scale) -> City:
    """Load the tree of places. Raises RuntimeError when a row is rejected: the plan is wrong then."""
    plan = list(rows(scale))
    loaded = areas_load([*plan, *told("city")["neighbours"]])
    if loaded.rejected:
        raise RuntimeError(f"rows of the demo city were rejected: {loaded.rejected[:3]}")
    by_length: dict[int, list[str]] = {}
    for row in plan:
        by_length.setdefault(len(row["code"]), []).append(pad(row["code"]))
    known = {pad(row["code"]): row for row in plan}
    stairwells = []
    for code in by_length[20]:
        house = known[str(parent(code))]
        stairwells.append(
            Stairwell(code, house["compound"], house["compound"] + house["zh"], known[code]["zh"])
        )
    names = {code: row["zh"] for code, row in known.items()}
    return City(by_length[9], by_length[12], by_length[15], stairwells, names)
