"""Who answers for a person, beside the page of their measure."""

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.matters.presenting import Panel, panel_beside
from huying.people.seats import Seat

from .queries.teams import team_about, team_roles

if TYPE_CHECKING:
    from huying.matters.models import Matter


def team_panel(matter: "Matter", seat: Seat) -> Panel | None:
    """The team of one person, and the roles that are missing while the measure is open."""
    team = team_about(matter.code, matter.area)
    if not team.members and not team.missing:
        return None
    titles = {one.code: one.title for one in team_roles(matter.area)}
    able = seat.able("team.manage") and matter.ended_at is None
    context = {
        "team": [{"title": titles.get(one.role, one.role), "name": one.name} for one in team.members],
        "missing": [one.title for one in team.missing] if matter.ended_at is None else [],
        "url": f"{reverse('team_new')}?measure={matter.code}&area={matter.area}" if able else "",
    }
    return Panel("measures/_team.html", context)


panel_beside("measures.measure", team_panel)
