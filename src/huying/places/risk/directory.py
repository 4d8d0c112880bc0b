"""The divisions by name, as far down as they are loaded: the reference of the country and the city's own tree."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from huying.places.codes import ALL, Grade, ancestors, grade, prefix, span
from huying.places.models import Area, Division

from .spelling import UNSPOKEN, canonical, forms, stem

_TOP: tuple[Grade, ...] = ("province", "city", "district")


class Known(NamedTuple):
    """A division: its code, its grade, its canonical names, the official one first."""

    code: str
    grade: Grade
    names: tuple[str, ...]


class Names:
    """The names of some divisions: the longest that a text begins with."""

    def __init__(self) -> None:
        self._exact: dict[str, str | None] = {}
        self._other: dict[str, str | None] = {}
        self._longest = 0

    def add(self, known: Known, above: tuple[str, ...]) -> None:
        """Make a division findable by its names and the forms they take."""
        for name in known.names:
            self._put(self._exact, name, known.code)
            for form in forms(name, known.grade, above):
                if len(form) >= 2:
                    self._put(self._other, form, known.code)

    def _put(self, where: dict[str, str | None], name: str, code: str) -> None:
        # A name that two divisions share names neither.
        where[name] = code if where.get(name, code) == code else None
        self._longest = max(self._longest, len(name))

    def whole(self, text: str) -> str | None:
        """The division that the whole text names."""
        return self._exact.get(text) or self._other.get(text)

    def beginning(self, text: str) -> tuple[str, int] | None:
        """The division whose name the text begins with, and how long that name is."""
        for length in range(min(self._longest, len(text)), 1, -1):
            part = text[:length]
            if code := self._exact.get(part) or self._other.get(part):
                return code, length
        return None


class Directory:
    """The divisions by name below any area; what has been read is kept, so one object serves a whole load."""

    def __init__(self) -> None:
        self._top = {one.code: one for one in self._read(grades=_TOP)}
        self._below: dict[tuple[str, str], Names] = {}
        self._streets: dict[str, list[Known]] = {}
        self._own: dict[str, bool] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing is loaded to look names up in."""
        return not self._top

    def steps(self, code: str) -> Names:
        """What comes next below an area, looking through the levels nobody says."""
        return self._names(code, "next", self._next)

    def farther(self, code: str) -> Names:
        """What may come when a list leaves a level out: districts of a province, streets of a city or a district."""
        return self._names(code, "farther", self._farther)

    def official(self, district: str) -> list[tuple[str, str]]:
        """The streets of a district by their whole names: (name, code)."""
        streets = (one for one in self._streets_of(district) if one.grade == "street")
        return [(name, one.code) for one in streets for name in one.names]

    def own(self, code: str) -> bool:
        """Whether the city's own tree goes on below the district of an area, down to buildings."""
        place = code[:6].ljust(20, "0")
        if place not in self._own:
            inside = Area.objects.filter(grade="building", code__range=span(place))
            self._own[place] = inside.exists()
        return self._own[place]

    def name_of(self, code: str) -> str:
        """The official name of a province, city or district; empty when it is not known."""
        return self._top[code].names[0] if code in self._top else ""

    def _names(self, code: str, which: str, find: Callable[[str], Iterable[Known]]) -> Names:
        names = self._below.get((code, which))
        if names is None:
            names = self._below[code, which] = Names()
            for one in find(code):
                names.add(one, self._stems(one.code))
        return names

    def _stems(self, code: str) -> tuple[str, ...]:
        above = [self._top[step] for step in ancestors(code) if step in self._top]
        return tuple(stem(one.names[0], one.grade) for one in above if one.names[0] not in UNSPOKEN)

    def _next(self, code: str) -> list[Known]:
        own = grade(code)
        if own == "all":
            return [one for one in self._top.values() if one.grade == "province"]
        if own == "province":
            return [
                one for one in self._inside(code) if one.grade in ("city", "district") and self._said(one)
            ]
        if own == "city":
            districts = [one for one in self._inside(code) if one.grade == "district"]
            # Some cities have streets right below them.
            bare = [one for one in self._streets_of(code) if one.code[4:6] == "00" and one.grade == "street"]
            return [*districts, *bare]
        wanted: Grade = "street" if own == "district" else "community"
        return [one for one in self._streets_of(code) if one.grade == wanted]

    def _farther(self, code: str) -> list[Known]:
        own = grade(code)
        if own in ("all", "province"):
            return [one for one in self._inside(code) if one.grade == "district"]
        wanted: Grade = "street" if own == "city" else "community"
        return [one for one in self._streets_of(code) if one.grade == wanted]

    def _said(self, one: Known) -> bool:
        """A city, or a district right below the province as people say it."""
        if one.grade == "city":
            return one.names[0] not in UNSPOKEN
        city = self._top.get(one.code[:4].ljust(20, "0"))
        return city is None or city.names[0] in UNSPOKEN

    def _inside(self, code: str) -> list[Known]:
        inside = prefix(code)
        return [one for one in self._top.values() if one.code.startswith(inside) and one.code != code]

    def _streets_of(self, code: str) -> list[Known]:
        """Streets of a city; streets and communities of a district or a street."""
        place = code[:6].ljust(20, "0")
        if place not in self._streets:
            wanted: tuple[Grade, ...] = ("street",) if grade(place) == "city" else ("street", "community")
            self._streets[place] = self._read(grades=wanted, inside=place)
        inside = prefix(code)
        return [one for one in self._streets[place] if one.code.startswith(inside)]

    @staticmethod
    def _read(*, grades: tuple[Grade, ...], inside: str = ALL) -> list[Known]:
        found: dict[str, Known] = {}
        for model in (Division, Area):
            rows = model.objects.filter(grade__in=grades, code__range=span(inside)).order_by("code")
            for code, zh, aliases in rows.values_list("code", "zh", "aliases"):
                names = (canonical(zh), *map(canonical, aliases))
                before = found[code].names if code in found else ()
                found[code] = Known(code, grade(code), tuple(dict.fromkeys((*before, *names))))
        return list(found.values())
