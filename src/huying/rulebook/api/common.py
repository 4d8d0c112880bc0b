"""What the endpoints of the rulebook share."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huying.base.api import Problem, Sentence
from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import seat_of
from huying.places import codes
from huying.rulebook.models import DiseaseProfile, PublicNotice, Response, RuleSet
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


class RowAuth(SeatAuth):
    """A seat whose area covers the row that the address names; looked up before the body is read.

    A stranger so hears the same about a thing that is there as about one that is not, whatever they send.
    """

    def __init__(
        self, model: type[Response | RuleSet | DiseaseProfile | PublicNotice], *abilities: str
    ) -> None:
        super().__init__(*abilities)
        self.model = model

    def __call__(self, request: HttpRequest) -> Any:
        """The seat, as `SeatAuth` finds it. Raises NotYours."""
        found = super().__call__(request)
        match = request.resolver_match
        if found and match is not None:
            rows = self.model._default_manager.filter(code=match.kwargs.get("code", ""))
            area = rows.values_list("area", flat=True).first()
            if area is None or not codes.covers(seat_of(request).area, area):
                raise NotYours
        return found
