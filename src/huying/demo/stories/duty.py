"""The command's offices keep rosters around the clock; one night of the street has nobody yet."""

import datetime as dt
from functools import partial

from huying.base import clock
from huying.demo.city import CITY, DISTRICT
from huying.kernel.refused import Refused
from huying.people.seats import Seat
from huying.places import scope
from huying.rosters import queries
from huying.rosters.facts import NewPattern
from huying.rosters.models import Turn
from huying.rosters.services import gaps_watch, pattern_add, turn_here, turn_put

from .town import Town, day_before_end, once

DAYS = 10
EMPTY_NIGHT = 4


def rosters(town: Town) -> None:
    """Two shifts a day at the city, the district, the health bureau and the log-ins' street."""
    street = town.city.streets[0]
    desks = [("city", CITY), ("district", DISTRICT), ("health_bureau", DISTRICT), ("street", street)]
    for desk in desks:
        town.stage.begin(71.5, once(partial(planned, town, desk)))
    town.stage.begin(0.3, once(partial(come, town, desks)))


def planned(town: Town, desk: queries.Desk) -> None:
    """The daily shifts, then people in turn from the first day of the story until a week after it."""
    seats = town.stage.staff.seats[desk]
    planner = next((seat for seat in seats if seat.able("duty.plan")), seats[0])
    first = day_before_end(town.stage, 3)
    for begins in (dt.time(8), dt.time(20)):
        pattern_add(by=planner, desk=desk, said=NewPattern(begins=begins, hours=12, people=1, since=first))
    turn = 0
    for slot in queries.slots(desk, first, DAYS):
        empty = (
            desk[0] == "street"
            and queries.local_day(slot.starts_at) == first + dt.timedelta(days=EMPTY_NIGHT)
            and slot.starts_at.hour > 12
        )
        for seat in () if empty or slot.ends_at <= clock.now() else _in_turn(seats, turn):
            try:
                turn_put(by=planner, desk=desk, user_id=seat.user_id, starts_at=slot.starts_at)
            except Refused:
                continue
            break
        turn += 1


def _in_turn(seats: list[Seat], turn: int) -> list[Seat]:
    return [seats[(turn + n) % len(seats)] for n in range(len(seats))]


def come(town: Town, desks: list[queries.Desk]) -> None:
    """Whoever is on just now has checked in; what is not filled has been found."""
    moment = clock.now()
    for unit, area in desks:
        with scope.everything("the demo's rosters"):
            on = Turn.objects.filter(
                unit=unit, area=area, off_at=None, starts_at__lte=moment, ends_at__gt=moment
            )
            rows = list(on.select_related("user"))
        for row in rows:
            seat = next(one for one in town.stage.staff.seats[unit, area] if one.user_id == row.user_id)
            turn_here(seat=seat, turn=row)
    gaps_watch()


__all__ = ["rosters"]
