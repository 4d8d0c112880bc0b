"""Many places at once, from a file or from another program; loading the same again changes nothing."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ALL, LENGTHS, WIDTH, ancestors, covers, grade, pad, parent
from huying.places.models import Area

from .areas import FACTS, edition_lock, edition_renew, root_ensure, spell, tidy

Row = Mapping[str, Any]
_CHUNK = 5_000
_WHOLE = {"households", "residents", "ordering"}
_DEGREES = {"lat": 90.0, "lon": 180.0}
_SHAPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
# The columns of a row; a row may leave out any but code and name.
_COLUMNS = ("zh", "en", *sorted(FACTS))
_LONGEST = {each.name: each.max_length for each in Area._meta.concrete_fields}
_NO_CODE = Words("编码“{code}”不是行政区划或地点编码。", "“{code}” is not the code of a place.")
_NO_NAME = Words("没有名称，或者名称超过60个字。", "There is no name, or it is longer than 60 characters.")
_NO_PARENT = Words("找不到“{code}”的上级地点。", "There is no place above “{code}”.")
_NOT_YOURS = Words("“{code}”不在您的管辖范围内。", "“{code}” lies outside your area.")
_TWICE = Words(
    "编码“{code}”在文件里已经出现过，内容不同。", "“{code}” came before in this file, with another content."
)
_SAME_NAME = Words("这里已经有“{name}”了。", "There is already a “{name}” here.")
_OTHER_GRADE = Words(
    "“{code}”的末几位是零，是上一级的编码。", "“{code}” ends in zeros: it is a code of the grade above."
)
_BAD_VALUE = Words("“{column}”一栏看不懂：{value}", "The column “{column}” cannot be read: {value}")


class _Rejected(Exception):
    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass
class Loaded:
    """What became of the rows: received = created + changed + same + rejected."""

    received: int = 0
    created: int = 0
    changed: int = 0
    same: int = 0
    # The number of the row, counted from 1, and why.
    rejected: list[tuple[int, Words]] = field(default_factory=list)


@dataclass
class _Given:
    number: int
    code: str
    # The code as it was written: the national lists write 6, 9 or 12 digits.
    written: str
    values: dict[str, Any]


def areas_load(rows: Iterable[Row], *, progress: Callable[[int], None] | None = None) -> Loaded:
    """Create the places of the rows and bring those up to date that are there already, in one transaction.

    A row has `code` (2 to 20 digits) and `zh` (or `name`), and may have `en` and whatever FACTS names; `aliases` is a
    list or a text with `|` between. A column a row lacks stays as it is. Rows may come in any order; a bad one is
    rejected with the reason and does not stop the others. `progress` hears how many rows are done.
    """
    loaded = Loaded()
    given = _by_code(_read(rows, loaded), loaded)
    with transaction.atomic():
        edition_lock()
        root_ensure()
        tree = _Tree()
        for start in range(0, len(given), _CHUNK):
            _write(given[start : start + _CHUNK], tree, loaded)
            if progress:
                progress(min(start + _CHUNK, len(given)))
        if loaded.created or loaded.changed:
            edition_renew()
    loaded.rejected.sort(key=lambda one: one[0])
    return loaded


def _read(rows: Iterable[Row], loaded: Loaded) -> Iterator[_Given]:
    for number, row in enumerate(rows, start=1):
        loaded.received += 1
        try:
            yield _one(number, row)
        except _Rejected as error:
            loaded.rejected.append((number, error.words))


def _one(number: int, row: Row) -> _Given:
    written = str(row.get("code") or "").strip()
    try:
        code = pad(written)
    except ValueError:
        raise _Rejected(_NO_CODE.fill(code=written)) from None
    name = tidy(str(row.get("zh") or row.get("name") or ""))
    if not name or len(name) > 60 or code == ALL:
        raise _Rejected(_NO_NAME if code != ALL else _NO_CODE.fill(code=written))
    values = {column: _value(column, row[column]) for column in _COLUMNS if column in row}
    return _Given(number, code, written, {**values, "zh": name})


def _value(column: str, raw: Any) -> Any:
    """One cell as its column keeps it; an empty one is nothing or no text."""
    text = raw.strip() if isinstance(raw, str) else raw
    try:
        if column in _WHOLE:
            return _whole(text, column)
        if column in _DEGREES:
            return _degrees(text, _DEGREES[column])
        if column == "geometry":
            return _geometry(text)
    except (TypeError, ValueError):
        raise _Rejected(_BAD_VALUE.fill(column=column, value=raw)) from None
    if column == "aliases":
        several = text.split("|") if isinstance(text, str) else list(text or [])
        return [tidy(str(one))[:60] for one in several if str(one).strip()]
    limit = _LONGEST.get(column)
    said = tidy(str(text or ""))
    if limit and len(said) > limit:
        raise _Rejected(_BAD_VALUE.fill(column=column, value=said[:20] + "…"))
    return said


def _whole(text: Any, column: str) -> int | None:
    if text in ("", None):
        return 0 if column == "ordering" else None
    number = int(str(text).removesuffix(".0"))
    if not (-(2**31) <= number < 2**31) or (number < 0 and column != "ordering"):
        raise ValueError(number)
    return number


def _degrees(text: Any, limit: float) -> float | None:
    if text in ("", None):
        return None
    number = float(text)
    if not -limit <= number <= limit:
        raise ValueError(number)
    return number


def _geometry(given: Any) -> dict[str, Any] | None:
    if given in ("", None):
        return None
    shape = json.loads(given) if isinstance(given, str) else given
    if not (
        isinstance(shape, dict)
        and shape.get("type") in _SHAPES
        and isinstance(shape.get("coordinates"), list)
    ):
        raise ValueError(shape)
    # Numbers in lists and nothing else.
    if re.search(r"[^][0-9eE.,+\- ]", json.dumps(shape["coordinates"])):
        raise ValueError(shape)
    return {"type": shape["type"], "coordinates": shape["coordinates"]}


def _by_code(rows: Iterable[_Given], loaded: Loaded) -> list[_Given]:
    """One row a code, the places above first; a repetition is the same or rejected."""
    chosen: dict[str, _Given] = {}
    for row in rows:
        first = chosen.setdefault(row.code, row)
        if first is row:
            continue
        if first.values == row.values:
            loaded.same += 1
        else:
            loaded.rejected.append((row.number, _TWICE.fill(code=row.written)))
    return [chosen[code] for code in sorted(chosen)]


class _Tree:
    """The places the loader may write, and those right above them."""

    def __init__(self) -> None:
        self.own = scope.current()
        inside = (
            Area.objects.none()
            if self.own is None
            else scope.within(Area.objects.all(), self.own, column="code")
        )
        above = Area.objects.filter(code__in=ancestors(self.own) if self.own else [])
        self.names: dict[tuple[str | None, str, str], str] = {}
        self.codes: set[str] = {ALL}
        for code, parent_code, compound, zh in (inside | above).values_list(
            "code", "parent_id", "compound", "zh"
        ):
            self.codes.add(code)
            self.names[parent_code, compound, zh] = code

    def place(self, row: _Given, there: Area | None) -> tuple[Area, bool]:
        """The place of a row, not yet saved, and whether the row says something new. Raises _Rejected."""
        if self.own is None or not covers(self.own, row.code):
            raise _Rejected(_NOT_YOURS.fill(code=row.written))
        above = parent(row.code)
        if above not in self.codes:
            raise _Rejected(_NO_PARENT.fill(code=row.written))
        if LENGTHS[grade(row.code)] < len(row.written) < WIDTH:
            # The national lists repeat a place one grade down: 441900 is the city 4419 again.
            if there is None or there.zh != row.values["zh"]:
                raise _Rejected(_OTHER_GRADE.fill(code=row.written))
            return there, False
        place = there or Area(code=row.code, grade=grade(row.code), parent_id=above)
        before = (place.parent_id, place.compound, place.zh)
        differs = there is None or any(getattr(place, key) != value for key, value in _said(row, place))
        for key, value in _said(row, place):
            setattr(place, key, value)
        self._name(place, before)
        return place, differs

    def _name(self, place: Area, before: tuple[str | None, str, str]) -> None:
        key = (place.parent_id, place.compound, place.zh)
        if self.names.get(key, place.code) != place.code:
            raise _Rejected(_SAME_NAME.fill(name=place.compound + place.zh))
        if before != key and self.names.get(before) == place.code:
            del self.names[before]
        self.names[key] = place.code
        self.codes.add(place.code)


def _said(row: _Given, place: Area) -> list[tuple[str, Any]]:
    """What a row says about a place; an English name left empty is no wish to lose the one there is."""
    return [
        (key, value)
        for key, value in row.values.items()
        if key != "en" or value or place.zh != row.values["zh"]
    ]


def _write(rows: list[_Given], tree: _Tree, loaded: Loaded) -> None:
    there = Area.objects.in_bulk([row.code for row in rows])
    saved: list[Area] = []
    for row in rows:
        try:
            place, differs = tree.place(row, there.get(row.code))
        except _Rejected as error:
            loaded.rejected.append((row.number, error.words))
            continue
        if not differs:
            loaded.same += 1
            continue
        spell(place)
        saved.append(place)
        if row.code in there:
            loaded.changed += 1
        else:
            loaded.created += 1
    _save(saved)


def _save(places: list[Area]) -> None:
    """One statement for all: the rows travel as one JSON text, ten times faster than as parameters."""
    keep = [str(each.column) for each in Area._meta.concrete_fields]
    text = json.dumps(
        [
            {each.column: getattr(place, each.attname) for each in Area._meta.concrete_fields}
            for place in places
        ],
        ensure_ascii=False,
        allow_nan=False,
    )
    columns = ", ".join(keep)
    newer = ", ".join(
        f"{column} = EXCLUDED.{column}" for column in keep if column not in ("code", "parent", "grade")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO places_area ({columns})"  # noqa: S608 - the columns are the model's own
            f" SELECT {columns} FROM jsonb_populate_recordset(NULL::places_area, %s::jsonb)"
            f" ON CONFLICT (code) DO UPDATE SET {newer}",
            [text],
        )
