"""A shift handed to the next: what is open by name, signed by two people."""

from django.db import transaction

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.screening.models import Shift
from huying.screening.queries.shifts import open_lines, waiting_shift

SELF = Words("接班要由另一个人签。", "Somebody else has to take over.")
NO_SHIFT = Words("没有等您接的班。", "No shift waits for you.")
WAITS = Words("上一班还没有人接，请先接班。", "The last shift was not taken over yet.")


def shift_leave(*, seat: Seat, note: str) -> Shift:
    """Sign a shift over: everything open at this desk, by name, as it stands now."""
    with transaction.atomic():
        if waiting_shift(seat) is not None:
            raise Refused(WAITS)
        return Shift.objects.create(
            area=seat.area, unit=seat.unit, out_by_id=seat.user_id, note=note, open=open_lines(seat), begun_at=now()
        )  # fmt: skip


def shift_take(*, seat: Seat, pk: int) -> Shift:
    """Take a shift over; not one's own."""
    with transaction.atomic():
        rows = Shift.objects.select_for_update().filter(pk=pk, area=seat.area, unit=seat.unit, in_at=None)
        shift = rows.first()
        if shift is None:
            raise Refused(NO_SHIFT)
        if shift.out_by_id == seat.user_id:
            raise Refused(SELF)
        shift.in_by_id, shift.in_at = seat.user_id, now()
        shift.save(update_fields=["in_by", "in_at"])
    return shift
