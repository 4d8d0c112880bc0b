"""Columns for tests and benches: from people as the plain reading knows them, or a whole city's made by chance."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from huying import demo
from huying.places.codes import pad
from huying.places.risk import Listed
from huying.rulebook.baseline import shipped
from huying.rulebook.document import read_document
from huying.rulebook.keys import key, load_keys
from huying.screening.reading import Rule, Stay

from .columns import BITS, STILL, Answers, Columns, People, Stays, columns_of
from .ground import Codes, Places

TODAY = dt.date(2022, 1, 28)
NOON = dt.datetime(2022, 1, 28, 4, tzinfo=dt.UTC)
Array = NDArray[Any]


def rules_real() -> list[Rule]:
    """Twenty real rules: those of Hubei of that day, places with days of their own, and those of Taiyuan."""
    load_keys()
    order = {one["code"]: one["precedence"] for one in shipped()["rulebook.categories"]}
    folder = Path(demo.__file__).parent / "data" / "rules"
    found = []
    for name in ("hubei-2022-01-28", "taiyuan-2021-12-08"):
        document = read_document((folder / f"lookback-{name}.yaml").read_text("utf-8"))
        rows: Any = key("screening.lookback").kind.read(document.rules["screening.lookback"])
        found += [Rule(one, order[one.category]) for one in rows]
    return found


def places_made(chance: np.random.Generator, rules: list[Rule]) -> Places:
    """Some forty thousand places: the streets of every province and those that rules name; cities, counties, words."""
    provinces = [
        11,
        12,
        13,
        14,
        21,
        22,
        31,
        32,
        33,
        34,
        35,
        36,
        37,
        41,
        42,
        43,
        44,
        45,
        50,
        51,
        52,
        53,
        54,
        61,
        62,
        65,
    ]
    short = [f"{province}{city:02}{district:02}{street:03}" for province in provinces for city in range(1, 13)
             for district in range(1, 12) for street in range(1, 13)]  # fmt: skip
    named = {text.split()[0] for one in rules for text in one.said.places if text[0].isdigit()}
    short += [one[:length] for one in short[::37] for length in (4, 6)] + sorted(named)
    pairs = [(code, "") for code in sorted({pad(one) for one in short})]
    words = [
        "天津市",
        "河南省",
        "浙江省杭州市",
        "上海市浦东新区",
        "湖北省武汉市",
        "黑龙江",
        "某地",
        "新疆维吾尔自治区",
    ]
    return Places.of([*pairs, *(("", f"{word}{number or ''}") for word in words for number in range(300))])


def columns_made(count: int, rules: list[Rule]) -> Columns:
    """Everybody of a city: one to three stays each, most over, some yet to come; seeded, so always the same."""
    chance = np.random.default_rng(20220128)
    places, today = places_made(chance, rules), TODAY.toordinal()
    homes = np.array([f"3301{district:02}{street:03}{community:03}{grid:03}00000" for district in range(1, 11)
                      for street in range(1, 13) for community in range(1, 13) for grid in range(1, 6)], "S20")  # fmt: skip
    marks = [0, *BITS.values(), BITS["pushed"] | BITS["contact"]]
    arrivals = np.arange(today - 45, today + 8)
    whos = np.array([(day, mark) for day in arrivals for mark in marks], np.int32)
    day = np.where(chance.random(count) < 0.97, chance.integers(0, 46, count), chance.integers(46, 53, count))
    mark = np.where(chance.random(count) < 0.97, 0, chance.integers(1, len(marks), count))
    area, stays = np.sort(chance.integers(0, len(homes), count, np.int32)), chance.choice(np.array([1, 1, 1, 2, 2, 3], np.int8), count)  # fmt: skip
    stays = stays[np.lexsort((stays, area))]
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(stays, out=starts[1:])
    spans = np.array([(came, left) for came in range(today - 60, today + 1)
                      for left in [*range(came, min(came + 20, today + 1)), STILL]], np.int32)  # fmt: skip
    # A few places are where many have been.
    weight = 1 / np.arange(1, len(places) + 1) ** 0.7
    popular = chance.permutation(len(places)).astype(np.int32)
    picked = np.searchsorted(np.cumsum(weight / weight.sum()), chance.random(starts[-1], np.float32))
    return Columns(
        ids=np.arange(count, dtype=np.int64), area=area,
        who=(day * len(marks) + mark).astype(np.uint16), kept=np.zeros(count, np.int32), last=np.full(count, today, np.int32),
        starts=starts, place=popular[np.minimum(picked, len(places) - 1)],
        span=chance.integers(0, len(spans), starts[-1], np.uint16), homes=Codes(homes), whos=whos, spans=spans,
        places=places, answers=Answers(),
    )  # fmt: skip


def lists_made(places: Places, count: int = 1_200) -> list[Listed]:
    """Areas at risk as a winter had them: most of them a part of a street, some a whole one."""
    chance = np.random.default_rng(7)
    codes = [code.decode() for code in places.codes.known if code[9:12] == b"000" and code[6:9] != b"000"]
    begun = [NOON - dt.timedelta(hours=int(hours)) for hours in chance.integers(1, 900, count)]
    return [
        Listed(code if chance.random() < 0.1 else None, code, "high" if chance.random() < 0.3 else "medium", since)
        for code, since in zip(chance.choice(codes, count), begun, strict=True)
    ]  # fmt: skip


class Somebody(NamedTuple):
    """Stays, marks, day of arrival, home."""

    stays: tuple[Stay, ...]
    marks: frozenset[str]
    arrived: dt.date
    home: str = "99010100100100100100"


def columns_from(people: Sequence[Somebody], answers: Answers | None = None) -> Columns:
    """Everybody as columns, numbered from 0."""
    stays = [(number, stay) for number, one in enumerate(people) for stay in one.stays]
    pairs = list(dict.fromkeys((stay.area, stay.text) for _, stay in stays))
    rows = {pair: place for place, pair in enumerate(pairs)}
    return columns_of(
        People(
            ids=np.arange(len(people)),
            area=np.array([one.home for one in people], "S20"),
            arrived=np.array([one.arrived.toordinal() for one in people], np.int32),
            marks=np.array([sum(BITS[mark] for mark in one.marks) for one in people], np.int32),
            declared=np.zeros(len(people), np.int32),
            kept=np.zeros(len(people), np.int32),
        ),
        Stays(
            ids=np.array([number for number, _ in stays], np.int64),
            place=np.array([rows[stay.area, stay.text] for _, stay in stays], np.int32),
            came=np.array([stay.came.toordinal() for _, stay in stays], np.int32),
            left=np.array([stay.left.toordinal() if stay.left else STILL for _, stay in stays], np.int32),
        ),
        Places.of(pairs),
        answers or Answers(),
    )
