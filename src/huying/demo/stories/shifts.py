"""The desks of lists hand over from shift to shift, signed by two."""

from functools import partial

from huying.demo.city import DISTRICT
from huying.people.seats import Seat
from huying.screening.services.shifts import shift_leave, shift_take

from .town import Town, once

NOTE = "今天的名单还有超时没管控到位的，请先盯；两份外地函等回执。"


def shifts(town: Town) -> None:
    """One shift a day was taken over; the last one waits for whoever logs in."""
    staff, stage = town.stage.staff, town.stage
    desks = [
        ("district", DISTRICT),
        ("street", town.city.streets[0]),
        ("community", town.city.communities[0]),
    ]
    logins = dict(zip((unit for unit, _ in desks), (staff.logins["district"], staff.logins["street"], staff.logins["community"]), strict=True))  # fmt: skip
    for desk in desks:
        mine = logins[desk[0]]
        other = next(one for one in staff.seats[desk] if one.user_id != mine.user_id)
        stage.begin(24.3, once(partial(handed, mine, other)))
        stage.begin(0.35, once(partial(shift_leave, seat=other, note=NOTE)))


def handed(seat: Seat, to: Seat) -> None:
    """One shift, taken over at once."""
    shift = shift_leave(seat=seat, note="夜班平稳，急的都已办。")
    shift_take(seat=to, pk=shift.pk)


__all__ = ["shifts"]
