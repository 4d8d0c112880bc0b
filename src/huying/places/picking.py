"""The steps a person takes down the tree to a place, and what a typed address offers them."""

from collections.abc import Sequence

from huying.kernel.words import Words

from . import codes
from .codes import ALL
from .gazetteer import resolve
from .models import Area
from .queries import children, descendants, path

Choice = tuple[str, Words]
ALL_OF = Words("{place}（全部）", "All of {place}")


def home() -> str:
    """The smallest area that holds every community: where picking begins, so that a city does not start at its country."""
    known = Area.objects.filter(grade="community").order_by("code").values_list("code", flat=True)
    first, last = known.first(), known.last()
    return codes.common([first, last]) if first and last else ALL


def steps_below(code: str) -> list[Area]:
    """The places to choose from under a place.

    Under a community that has buildings these are the buildings: people know theirs, but not the grid it is in.
    """
    if codes.grade(code) == "community":
        buildings = list(descendants(code, "building").order_by("compound", "ordering", "code"))
        if buildings:
            return buildings
    return list(children(code))


class TreeSource:
    """The place picker's source: see `huying.base.forms.PlaceSource`."""

    def children(self, code: str) -> Sequence[Choice]:
        """The places one step below; below "" those under `home()` and, last, the whole of it and of what is around it.

        Home itself, where it is a community, stands below the area above it.
        """
        start = _start()
        if code and (not codes.is_code(code) or codes.covers(code, start)):
            return ()
        if code:
            return [(place.code, place.name) for place in steps_below(code)]
        below = [(place.code, place.name) for place in steps_below(start)]
        return [*below, *self._whole(start)] if below else below

    def _whole(self, start: str) -> list[Choice]:
        """What holds everywhere here, such as a response, an office of the district; up to the city, the nearest first."""
        around = reversed(path(start)) if start != ALL else ()
        widest = codes.GRADES.index("city")
        return [
            (place.code, ALL_OF.fill(place=place.name))
            for place in around
            if place.code == start or widest <= codes.GRADES.index(codes.grade(place.code))
        ]

    def trail(self, code: str) -> Sequence[Choice]:
        """The steps from the first one down to the place, without the grid of a building."""
        start = _start()
        if codes.is_code(code) and codes.covers(code, start):
            return tuple(whole for whole in self._whole(start) if whole[0] == code)
        if not codes.is_code(code) or not codes.covers(start, code):
            return ()
        chain = [place for place in path(code) if place.code != start and codes.covers(start, place.code)]
        if not chain or chain[-1].code != code:
            return ()
        below_grid = codes.grade(code) in ("building", "stairwell")
        return [(place.code, place.name) for place in chain if not (below_grid and place.grade == "grid")]

    def find(self, text: str, within: str) -> Sequence[Choice]:
        """What a typed address may mean. One choice alone is certain: a likely one stands beside the area around it."""
        area = within if codes.is_code(within) else _start()
        found = resolve(text, within=area)
        choices = [(match.area, match.name) for match in found]
        if len(found) == 1 and not found[0].sure:
            wider = codes.at(found[0].area, "community")
            around = wider if wider and wider != found[0].area else codes.parent(found[0].area)
            choices += [(place.code, place.name) for place in path(around or ALL)[-1:]]
        return choices


def _start() -> str:
    """Home, or the area above it when home itself is a place one would pick."""
    start = home()
    if codes.GRADES.index(codes.grade(start)) >= codes.GRADES.index("community"):
        return codes.parent(start) or ALL
    return start
