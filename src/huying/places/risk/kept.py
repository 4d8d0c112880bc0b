"""Which listed areas a place lies in, from memory: the lists of the last weeks, read anew only when they change."""

import datetime as dt
from threading import Lock

from huying.base.clock import now
from huying.places.codes import is_code
from huying.places.levels import RANK, list_day

from .directory import Directory
from .locating import located
from .queries import RiskArea, covers, risk_map
from .riskmap import Listed, RiskMap
from .spelling import canonical
from .stamps import stamps

# How far back answers come from memory; earlier ones are looked up.
BACK = dt.timedelta(days=60)
_REMEMBERED = 20_000


class Kept:
    """The lists as of one set of marks. What a name means is remembered once it was looked up."""

    def __init__(self, marks: tuple[str, ...], first: dt.date) -> None:
        self.marks, self.first = marks, first
        self.map: RiskMap = risk_map(first)
        self.names: dict[str, list[Listed]] = {}
        for one in self.map.listed:
            self.names.setdefault(one.text, []).append(one)
        self.directory = Directory()
        self._meant: dict[str, str | None] = {}

    def meant(self, text: str) -> str | None:
        """The area a name lies in or is."""
        if text not in self._meant:
            if len(self._meant) >= _REMEMBERED:
                self._meant.clear()
            self._meant[text] = located(text, directory=self.directory).within
        return self._meant[text]

    def covering(self, place: str, at: dt.datetime) -> list[RiskArea]:
        """The listed areas a place lies in at a moment, the highest level first."""
        text = canonical(place)
        code = place if is_code(place) else self.meant(text)
        found = {id(one): one for one in (self.map.covering(code, at) if code else ())}
        found |= {id(one): one for one in self.names.get(text, ()) if _holds(one, at)}
        shown = [
            RiskArea(one.code, one.within, one.text, one.level, one.since, one.source, 0)
            for one in found.values()
        ]
        return sorted(shown, key=lambda one: (-RANK[one.level], one.source, one.text))


def _holds(one: Listed, at: dt.datetime) -> bool:
    return one.since <= at and (one.until is None or at < one.until)


_kept: dict[str, Kept] = {}
_reading = Lock()


def covering(place: str, at: dt.datetime | None = None) -> list[RiskArea]:
    """The same as `queries.covers`: from memory for the last weeks, one small query to see that it is not old."""
    moment = at or now()
    first = list_day(now() - BACK)
    if list_day(moment) <= first:
        return covers(place, moment)
    marks = stamps()
    known = _kept.get("lists")
    if known is None or known.marks != marks or known.first != first:
        with _reading:
            known = _kept.get("lists")
            if known is None or known.marks != marks or known.first != first:
                known = _kept["lists"] = Kept(marks, first)
    return known.covering(place, moment)
