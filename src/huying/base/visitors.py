"""Who knocks, and the sentence when it was too often."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from . import ratelimit
from .clock import now
from .spans import moment_words

CLOSED = Words(
    "试的次数太多了，请在 {moment} 以后再试。急事请直接打社区电话。",
    "Too many tries. Please try again after {moment}. If it is urgent, telephone your community.",
)


def visitor_address(request: HttpRequest) -> str:
    """The network address a request comes from.

    Behind `settings.HUYING_PROXIES` proxies of ours, what the outermost of them wrote down; a visitor's own
    X-Forwarded-For is never believed.
    """
    proxies: int = getattr(settings, "HUYING_PROXIES", 0)
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(told) >= proxies:
        return told[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def closing_words(words: Words, until: dt.datetime) -> Words:
    """A sentence with `{moment}` filled: from when it may be tried again."""
    # A whole minute later, so that nobody comes a few seconds early.
    shown = timezone.localtime(until + dt.timedelta(seconds=59)).replace(second=0)
    return words.fill(moment=moment_words(shown, timezone.localtime(now())))


def closed_words(until: dt.datetime) -> Words:
    """The sentence that says from when a door may be tried again."""
    return closing_words(CLOSED, until)


def limited(door: str, *who: str) -> None:
    """Count one try at a door by each of `who` (settings.HUYING_LIMITS); Refused with the time when too often."""
    if until := ratelimit.take(door, *who):
        raise Refused(closed_words(until))
