"""What the endpoints of the rulebook share."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huying.base.api import Problem, Sentence
from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.people.seats import seat_of
from huying.places import codes
from huying.rulebook.services import Hand

router = Router(tags=["rules"])
ANSWERS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}


def said(words: Words) -> Sentence:
    """A sentence in both languages."""
    return Sentence(zh=words.zh, en=words.en)


def hand(request: HttpRequest) -> Hand:
    """Who acts through this program."""
    seat = seat_of(request)
    return Hand(seat.user_id, seat.area)


def near(request: HttpRequest, area: str) -> None:
    """Raise NotYours unless an area lies in the caller's or around it."""
    own = seat_of(request).area
    if not (codes.covers(own, area) or codes.covers(area, own)):
        raise NotYours
