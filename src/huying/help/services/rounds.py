"""Keeping what a home answered on the daily round."""

from typing import TYPE_CHECKING

from django.db import transaction

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help.models import HelpRequest, NeedCheck
from huying.help.queries.rounds import today
from huying.people.models import Household
from huying.people.seats import Seat
from huying.places import scope

from .allowed import check

if TYPE_CHECKING:
    from huying.matters.models import Matter


def need_check(*, seat: Seat, household: int, request: "Matter | None" = None) -> NeedCheck:
    """Note that a home was asked today: nothing needed, or the request it led to. A need is never overwritten.

    Raises Refused, NotYours.
    """
    check(seat, "residents.read", seat.area)
    home = scope.within(Household.objects.filter(pk=household), seat.area).first()
    if home is None:
        raise NotYours(f"household {household}")
    row = HelpRequest.objects.filter(pk=request.pk).first() if request is not None else None
    with transaction.atomic():
        found, new = NeedCheck.objects.select_for_update().get_or_create(
            household=home,
            day=today(),
            defaults={
                "area": home.area,
                "needs": row is not None,
                "request": row,
                "by_id": seat.user_id,
                "at": now(),
            },
        )
        if not new and row is not None:
            found.needs, found.request, found.by_id, found.at = True, row, seat.user_id, now()
            found.save(update_fields=["needs", "request", "by", "at"])
    return found
