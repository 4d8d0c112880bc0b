"""Whether a seat may do what it asks for."""

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.roles import ABILITIES
from huying.people.seats import Seat
from huying.places.codes import covers


def check(seat: Seat, ability: str, area: str) -> None:
    """Raise Refused unless the seat has the ability and its area covers the place."""
    if not seat.able(ability):
        words = Words("您的岗位不能“{what}”。", "Your post may not do this: {what}.")
        raise Refused(words.fill(what=ABILITIES[ability]))
    if not covers(seat.area, area):
        raise Refused(Words("这个地方不在您的辖区。", "That place is not in your area."))


def check_anywhere(seat: Seat, ability: str) -> None:
    """Raise Refused unless the seat has the ability; for what belongs to no place."""
    check(seat, ability, seat.area)
