"""The doors of the log-ins' community asked yesterday: most as before, a few with news, some not reached."""

import datetime as dt
from functools import partial

from django.utils.timezone import localtime, make_aware

from huying.demo.stage import luck
from huying.people.seats import Seat
from huying.places.codes import at
from huying.screening.queries.rounds import lines_open
from huying.screening.round_facts import Changed
from huying.screening.services.rounds import line_absent, line_changed, line_same, rounds_begin

from .town import Town, day_before_end, once

BEGAN, ASKED = dt.time(8), dt.time(10)
LEFT_OPEN = 7


def daily(town: Town) -> None:
    """One round of yesterday; today's begins by itself when its hour has come."""
    community = at(town.here[0].home.code, "community") or ""
    day = day_before_end(town.stage, 1)
    begun, asked = (
        _hours_before_end(town, make_aware(dt.datetime.combine(day, hour))) for hour in (BEGAN, ASKED)
    )
    town.stage.begin(begun, once(partial(rounds_begin, [community])))
    for (unit, area), seats in sorted(town.stage.staff.seats.items()):
        if unit == "grid" and at(area, "community") == community:
            town.stage.begin(asked, once(partial(answered, town, seats[0])))


def _hours_before_end(town: Town, moment: dt.datetime) -> float:
    return (localtime(town.stage.end) - moment).total_seconds() / 3600


def answered(town: Town, seat: Seat) -> None:
    """A grid worker goes from door to door and leaves a few for the evening."""
    lines = list(lines_open(seat.area))
    for n, line in enumerate(lines[: max(0, len(lines) - LEFT_OPEN)]):
        chance = luck(n, "door").random()
        if n in (2, 5):
            line_changed(seat=seat, line=line, said=_news(town, n))
        elif chance < 0.06:
            line_absent(seat=seat, line=line)
        else:
            line_same(seat=seat, line=line)


def _news(town: Town, n: int) -> Changed:
    # Nobody is taken from the other stories.
    person = town.here[-1 - n]
    if n == 2:
        return Changed(
            found="left", name=person.name, phone=person.phone, place="北京市朝阳区", note="出差三天"
        )
    return Changed(found="other", note="家里新装了座机，子女电话有变")


__all__ = ["daily"]
