"""What colour a person shows, why and until when: a view of the measures in force and of tests. Pure; nobody sets it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from huying.rulebook.validity import Stamps, Validity, decide

from .calendar import DAY, Calendar

# From the mildest to the strictest.
ORDER = ("green", "yellow", "red")


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure in force on a person, with the code of its page.

    `tests_done`: every test it asked for is negative. Then it stops binding with its last day, whoever has still to
    sign; without them its last kind goes on until a person has released or a senior has let the test go.
    """

    code: str
    calendar: Calendar
    tests_done: bool

    def kind_on(self, day: dt.date) -> str | None:
        """What binds the person on a day; None for nothing."""
        place = self.calendar.at(day)
        if place.means == "over":
            return None if self.tests_done else self.calendar.stretches[-1].kind
        return place.stretch.kind if place.stretch else None


@dataclass(frozen=True, slots=True)
class Status:
    """A colour, the measures that give it (code and kind), its last day if that is known, and until when the last
    negative test is shown.
    """

    colour: str
    because: tuple[tuple[str, str], ...] = ()
    until: dt.date | None = None
    tested_until: dt.datetime | None = None


def status_of(
    bounds: Sequence[Bound],
    negatives: Sequence[Stamps],
    *,
    colours: Mapping[str, str],
    policy: Validity,
    at: dt.datetime,
    today: dt.date,
) -> Status:
    """The status of one person at a moment; `negatives` are the times of negative samples, `today` its local day.

    A sample counts as long as the policy says.
    """
    counted = (decide(policy, stamps, at) for stamps in negatives)
    tested = max((one.until for one in counted if one.valid and one.until), default=None)
    colour = _colour(bounds, today, colours)
    because = tuple(
        (bound.code, kind)
        for bound in bounds
        if (kind := bound.kind_on(today)) and colours.get(kind, "green") == colour and colour != "green"
    )
    return Status(colour, because, _until(bounds, today, colours, colour) if because else None, tested)


def _colour(bounds: Sequence[Bound], day: dt.date, colours: Mapping[str, str]) -> str:
    shown = [colours.get(kind, "green") for bound in bounds if (kind := bound.kind_on(day))]
    return max(shown, key=ORDER.index, default="green")


def _until(
    bounds: Sequence[Bound], today: dt.date, colours: Mapping[str, str], colour: str
) -> dt.date | None:
    """The last day of the colour as the calendars say, tests still ahead taken for granted; None when it lasts until
    somebody acts.
    """
    bounds = [b if b.calendar.at(today).means == "over" else replace(b, tests_done=True) for b in bounds]
    end = max((b.calendar.last for b in bounds if not b.calendar.empty), default=today)
    day = today
    while day <= end:
        if _colour(bounds, day + DAY, colours) != colour:
            return day
        day += DAY
    return None
