"""A code to a phone, for the residents' door."""

import datetime as dt
import secrets

from huying.base.clock import now
from huying.messages.notices import ONCE

from .telling import Recipient, tell


def once_send(phone: str, code: str, minutes: int) -> None:
    """Send a code to a phone, ahead of everything else; too late it is not sent at all. Each code is told once."""
    tell(
        to=Recipient(phone=phone),
        template=ONCE,
        values={"code": code, "minutes": minutes},
        once=f"{ONCE}:{secrets.token_hex(12)}",
        until=now() + dt.timedelta(minutes=minutes),
    )
