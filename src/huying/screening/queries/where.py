"""Where a told place is, and which places the rules and lists in force name."""

import datetime as dt

from huying.base.clock import now
from huying.kernel.words import Words
from huying.places import codes
from huying.places.levels import list_day
from huying.places.picking import home
from huying.places.queries import area_name
from huying.places.risk import RiskMap, as_of, risk_map
from huying.places.risk.locating import located
from huying.rulebook.categories import CATEGORIES
from huying.rulebook.queries import Reader, reader
from huying.screening.lookback import LookBack, entry_of
from huying.screening.reading import Rule, Whose
from huying.screening.rules_travel import LOOKBACK

MOST_LISTED = 300


def place_found(text: str) -> str:
    """The code of a place told from the province down; empty when it is not known to the tree."""
    found = located(text)
    return found.code or found.within or ""


def whole_name(code: str) -> str:
    """The name of a place from its province down."""
    return area_name(code, from_grade="province").zh


def rules_at(area: str, at: dt.datetime | None = None) -> list[Rule]:
    """The look-back rules in force at a place, each with the precedence of its category and whose it is."""
    return rules_of(reader(at or now()), area)


def rules_of(book: Reader, area: str) -> list[Rule]:
    """The look-back rules that a reader of the rules has for a place."""
    because = book.why(LOOKBACK.code, area)
    whose = Whose(because.code, because.title, because.authority, because.valid_until)
    order = {one.code: one.precedence for one in book.value(CATEGORIES.code, area)}
    rows: tuple[LookBack, ...] = because.value
    return [Rule(row, order.get(row.category, 1_000), whose) for row in rows]


class AsOf:
    """The levels of areas as lists have them at a moment: for that day and later the moment itself counts."""

    def __init__(self, levels: RiskMap, at: dt.datetime) -> None:
        self.levels, self.at, self.today = levels, at, list_day(at)

    def level_of(self, place: str, day: dt.date) -> str | None:
        """The level of the area a place lies in."""
        return self.levels.level_of(place, self.asked(day))

    def level_inside(self, area: str, day: dt.date) -> str | None:
        """The highest level inside an area."""
        return self.levels.level_inside(area, self.asked(day))

    def asked(self, day: dt.date) -> dt.date:
        """What the lists are asked for: the day, or the moment itself for today and later."""
        # Taken off the list this morning is off the list; earlier days count whole.
        return self.at if day >= self.today else day


def risk_now(days: int = 60) -> AsOf:
    """The levels of all areas over the last days, as they are now."""
    at = now()
    return AsOf(risk_map(list_day(at) - dt.timedelta(days=days)), at)


def listed_places() -> list[tuple[str, Words]]:
    """The places that rules in force here and lists of risk areas name, for choosing."""
    found: dict[str, Words] = {}
    for rule in rules_at(home()):
        for place in rule.said.places:
            entry = entry_of(place)
            name = entry.name or (whole_name(entry.code) if entry.code else "")
            if name and name != "*" and not entry.level:
                found.setdefault(name, Words(name, name))
    for one in as_of(now()):
        if len(found) >= MOST_LISTED:
            break
        found.setdefault(one.text[:120], Words(one.text, one.text))
    return [("", Words("不在名单里", "Not on the list")), *sorted(found.items())]


def covers(outer: str, inner: str) -> bool:
    """Whether a place lies in another."""
    return codes.covers(outer, inner)
