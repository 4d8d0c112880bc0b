"""What the pages of rules share."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from huying.base.errors import NotYours
from huying.people.seats import seat_of
from huying.places import codes
from huying.rulebook.models import Response, RuleSet
from huying.rulebook.services import Hand


def hand_of(request: HttpRequest) -> Hand:
    """Who acts on this page."""
    seat = seat_of(request)
    return Hand(seat.user_id, seat.area)


def _near(area: str, own: str) -> bool:
    return codes.covers(own, area) or codes.covers(area, own)


def set_for(request: HttpRequest, code: str) -> RuleSet:
    """A rule set that lies in the reader's area or holds there; NotYours otherwise."""
    found = RuleSet.objects.select_related("parent", "response").filter(code=code).first()
    if found is None or not _near(found.area, seat_of(request).area):
        raise NotYours
    return found


def response_for(request: HttpRequest, code: str) -> Response:
    """A response that lies in the reader's area or holds there; NotYours otherwise."""
    found = Response.objects.filter(code=code).first()
    if found is None or not _near(found.area, seat_of(request).area):
        raise NotYours
    return found


def mine(request: HttpRequest, area: str) -> bool:
    """Whether the reader's post may act there."""
    return codes.covers(seat_of(request).area, area)


def end_of(day: dt.date) -> dt.datetime:
    """The end of a day, here."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0))
    return timezone.make_aware(midnight, timezone.get_current_timezone())


def last_day(moment: dt.datetime) -> dt.date:
    """The day that ends at a moment, or holds it."""
    return (timezone.localtime(moment) - dt.timedelta(microseconds=1)).date()


def draft_of(request: HttpRequest, code: str) -> RuleSet:
    row = set_for(request, code)
    if row.status != "draft" or not mine(request, row.area):
        raise NotYours
    return row
