"""The promise to keep secret what one sees, signed before the first look at a sensitive list."""

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.models import Undertaking
from huying.people.pledge import VERSION
from huying.people.seats import Seat

from .record import audit


def undertaking_sign(*, by: Seat, signed_as: str) -> Undertaking:
    """Sign the present text with one's own name; signing twice changes nothing."""
    if signed_as.strip() != by.name:
        words = Words("请照原样写下您的姓名：{name}", "Please write your name as it is: {name}").fill(
            name=by.name
        )
        raise Refused(words, {"signed_as": words})
    signed, new = Undertaking.objects.get_or_create(
        user_id=by.user_id,
        version=VERSION,
        defaults={"signed_as": signed_as.strip(), "signed_at": now(), "ip": by.ip or None},
    )
    if new:
        audit(by, "undertaking.sign", VERSION, kind="user", ref=str(by.user_id))
    return signed
