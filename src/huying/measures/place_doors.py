"""The doors of zones and of what serves them."""

from django.http import HttpRequest

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.measures.models import TeamMember
from huying.people.seats import seat_of, shown_to

_sees = shown_to("see")

nav_item("desk", Words("区域", "Zones"), "zones", icon="map", order=52, shown=shown_to("see"))
nav_item("public", Words("封控区域", "Zones"), "zones_public", icon="map", order=45)
nav_item("desk", Words("隔离点", "Sites"), "sites", icon="home", order=53, shown=shown_to("site.see"))
nav_item(
    "desk", Words("转运", "Transfers"), "transfers", icon="next", order=54, shown=shown_to("transfer.see")
)
nav_item(
    "phone", Words("转运", "Transfers"), "transfers", icon="next", order=60, shown=shown_to("transfer.see")
)
nav_item("desk", Words("包保", "Teams"), "teams", icon="people", order=55, shown=shown_to("team.manage"))


def _answers(request: HttpRequest) -> bool:
    """Whether the reader answers for a place or a person now; asked once a page."""
    if not _sees(request):
        return False
    if not hasattr(request, "answers_for"):
        mine = TeamMember.objects.filter(user_id=seat_of(request).user_id, until=None)
        request.answers_for = mine.exists()  # type: ignore[attr-defined]
    return bool(request.answers_for)  # type: ignore[attr-defined]


nav_item("phone", Words("我包的", "Mine"), "team_mine", icon="people", order=58, shown=_answers)
nav_item("desk", Words("消毒巡察", "Upkeep"), "upkeep", icon="check", order=56, shown=shown_to("site.see"))
