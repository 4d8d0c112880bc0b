"""The doors of zones and of what serves them."""

from django.http import HttpRequest

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.roles import DEPARTMENT
from huying.people.seats import seat_of, shown_to

_sees = shown_to("see")

nav_item("desk", Words("区域", "Zones"), "zones", icon="map", order=52, shown=shown_to("see"))
nav_item("public", Words("封控区域", "Zones"), "zones_public", icon="map", order=45)
nav_item("desk", Words("隔离点", "Sites"), "sites", icon="home", order=53, shown=shown_to("site.see"))
nav_item(
    "desk", Words("转运", "Transfers"), "transfers", icon="next", order=32, shown=shown_to("transfer.see")
)
nav_item(
    "phone", Words("转运", "Transfers"), "transfers", icon="next", order=60, shown=shown_to("transfer.see")
)
nav_item("desk", Words("包保", "Teams"), "teams", icon="people", order=33, shown=shown_to("team.manage"))


# Offices whose people are named for doors and persons: those near to them, and those departments send.
NEAR = ("grid", "community", "street", "clinic", "police")


def _answers(request: HttpRequest) -> bool:
    """Whether the reader's office is one whose people answer for places."""
    if not _sees(request):
        return False
    unit = seat_of(request).unit
    return unit in NEAR or unit.startswith(DEPARTMENT)


nav_item("phone", Words("我包的", "Mine"), "team_mine", icon="people", order=58, shown=_answers)
nav_item("desk", Words("消毒巡察", "Upkeep"), "upkeep", icon="check", order=56, shown=shown_to("site.see"))
