"""Who volunteers by the phone in their hand: one record, whether somebody logs in or comes in by a code."""

from django.http import HttpRequest

from huying.base.visitors import visitor_address
from huying.people import door
from huying.people.models import Post
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.volunteers.models import Volunteer
from huying.volunteers.terms import TAKERS


def seat_by_phone(request: HttpRequest) -> Seat | None:
    """A volunteer's seat for a caller whose phone is that of a volunteer; None for anybody else.

    Always the least of posts: whoever is staff as well logs in with their password to work as staff. A phone that
    two volunteers share lets neither in: they log in.
    """
    caller = door.caller_of(request)
    if caller is None or not caller.phone_hash:
        return None
    with scope.everything("which volunteer a phone belongs to"):
        rows = list(Volunteer.objects.filter(phone_hash=caller.phone_hash).select_related("user")[:2])
    if len(rows) != 1 or not rows[0].user.is_active:
        return None
    one = rows[0]
    post = Post.objects.held().filter(user=one.user_id, role__in=TAKERS).order_by("id").first()
    if post is None:
        return None
    area = codes.at(one.area, "community") or one.area
    return Seat(
        user_id=one.user_id,
        post_id=post.pk,
        role="volunteer",
        unit="volunteer_team",
        area=area,
        name=one.name,
        ip=visitor_address(request),
    )
