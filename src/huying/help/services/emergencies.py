"""Opening an emergency in two taps."""

from typing import TYPE_CHECKING

from django.db import transaction

from huying.help.effects.emergencies import Alarmed
from huying.help.facts import Alarm
from huying.kernel.kinds import role_words
from huying.kernel.situation import Actor
from huying.matters.services import matter_open

if TYPE_CHECKING:
    from huying.matters.models import Matter


def emergency_open(
    *, alarm: Alarm, area: str, actor: Actor, channel: str = "web", once: str | None = None
) -> "Matter":
    """Open an emergency: everybody who must know is told in the same transaction.

    Nothing about a channel can refuse it: life comes before opening hours. The same `once` opens it once.
    """
    by = actor.name or role_words(actor.role).zh
    with transaction.atomic():
        return matter_open(
            kind="help.emergency",
            area=area,
            actor=actor,
            facts=alarm,
            source=channel,
            once=once,
            extra=Alarmed(by=by, source_id=once or ""),
        )
