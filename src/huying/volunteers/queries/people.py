"""Reading volunteers: who one is, who lives where, who may take an order there."""

from django.db.models import Count, Q, QuerySet

from huying.base.errors import NotYours
from huying.people.models import Post
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.volunteers.models import Volunteer
from huying.volunteers.terms import TAKERS

HOLDING = Q(orders__delivered_at=None, orders__matter__ended_at=None, orders__isnull=False)


def volunteer_of(user_id: int) -> Volunteer | None:
    """The volunteer this account is, if any, wherever they live."""
    with scope.everything("a volunteer's own entry"):
        return Volunteer.objects.filter(user_id=user_id).first()


def volunteer_for(seat: Seat, pk: int) -> Volunteer:
    """A volunteer of the seat's area. Raises NotYours."""
    found = volunteers_in(seat.area).filter(pk=pk).first()
    if found is None:
        raise NotYours(f"volunteer {pk}")
    return found


def volunteers_in(area: str) -> "QuerySet[Volunteer]":
    """The volunteers who live in an area, with how many orders each holds (`holding`)."""
    rows = scope.within(Volunteer.objects.all(), area).annotate(holding=Count("orders", filter=HOLDING))
    return rows.order_by("standing", "name", "pk")


def able_to_take(rows: "QuerySet[Volunteer]", area: str) -> "QuerySet[Volunteer]":
    """Those of some volunteers whose post, held now, covers an area: the others could not accept there."""
    posts = Post.objects.held().filter(role__in=TAKERS, area__in=[area, *codes.ancestors(area)])
    return rows.filter(user_id__in=posts.values("user_id"))


def living_in(called: str, area: str) -> "QuerySet[Volunteer]":
    """The active volunteers of a building, stairwell or grid who may take an order of an area."""
    return able_to_take(scope.within(Volunteer.objects.filter(standing="active"), called), area)
