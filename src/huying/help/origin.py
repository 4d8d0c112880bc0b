"""Where a message came from, beside what it says."""

import datetime as dt
from dataclasses import dataclass

from huying.kernel.situation import Actor
from huying.kernel.words import Language

# The channel of a message whose door did not say: by who brought it.
USUAL = {"caller": "web", "api": "api", "system": "file"}


@dataclass(frozen=True, slots=True)
class Origin:
    """The channel, the source's own name for the message and its writer, and whoever wrote it down."""

    channel: str
    source_id: str = ""
    source_user: str = ""
    on_behalf: bool = False
    language: Language = "zh"
    received_at: dt.datetime | None = None
    photos: tuple[str, ...] = ()


def origin_of(extra: object, actor: Actor) -> Origin:
    """The origin that came along with an opening, or the usual one of whoever opened it."""
    if isinstance(extra, Origin):
        return extra
    return Origin(USUAL.get(actor.role, "phone"), on_behalf=bool(actor.unit))
