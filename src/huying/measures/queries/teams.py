"""Reading teams: who answers for a place or a person, which roles are missing, which addresses nobody answers for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from huying.kernel.words import Words
from huying.measures import place_rules as rules
from huying.measures.models import Measure, TeamMember
from huying.measures.place_values import TeamRole
from huying.places import codes, scope
from huying.places.models import Area
from huying.places.queries import descendants
from huying.rulebook.queries import reader


def team_roles(area: str) -> list[TeamRole]:
    """The roles a team needs there, in order of step."""
    found: tuple[TeamRole, ...] = reader().value(rules.TEAM_ROLES.code, area)
    return sorted(found, key=lambda one: one.step)


@dataclass(frozen=True, slots=True)
class Team:
    """A team: those who answer, by role, and the roles nobody has."""

    members: Sequence[TeamMember]
    missing: Sequence[TeamRole]
    titles: dict[str, TeamRole] = field(default_factory=dict)


def _now(rows: "QuerySet[TeamMember]") -> "QuerySet[TeamMember]":
    return rows.filter(until=None).select_related("user")


def team_of_place(area: str) -> Team:
    """Who answers for a place: those named for it and for the places around it."""
    rows = _now(TeamMember.objects.filter(about="", area__in=[area, *codes.ancestors(area)]))
    return _team([one for one in team_roles(area) if one.place], rows.order_by("area", "role", "pk"))


def team_about(about: str, area: str) -> Team:
    """Who answers for one person: those named for them, and what of the roles for a person is missing."""
    rows = _now(TeamMember.objects.filter(about=about))
    return _team([one for one in team_roles(area) if one.person], rows.order_by("role", "pk"))


def named_for(row: Measure) -> list[tuple[Words, TeamMember]]:
    """Who looks after a person, each with what they are: those named for the person, then for where they live."""
    about = team_about(row.matter.code, row.area)
    place = team_of_place(row.area)
    titles = {**place.titles, **about.titles}
    return [
        (titles[one.role].title if one.role in titles else Words(one.role, one.role), one)
        for one in (*about.members, *place.members)
    ]


def _team(wanted: Iterable[TeamRole], rows: "QuerySet[TeamMember]") -> Team:
    members, roles = list(rows), list(wanted)
    there = {one.role for one in members}
    titles = {one.code: one for one in roles}
    return Team(members, [one for one in roles if one.code not in there], titles)


def mine(user: int, area: str) -> list[TeamMember]:
    """What somebody answers for now, within the area they see."""
    rows = scope.within(_now(TeamMember.objects.filter(user=user)), area, above=True)
    return list(rows.order_by("area", "about", "role"))


def members_in(area: str) -> "QuerySet[TeamMember]":
    """Everybody who answers for a place or a person of an area now."""
    return scope.within(_now(TeamMember.objects.all()), area).order_by("area", "about", "role", "pk")


@dataclass(frozen=True, slots=True)
class Gap:
    """A building with the roles nobody has for it."""

    area: Area
    missing: Sequence[TeamRole]


def gaps_in(area: str, *, limit: int = 500) -> tuple[list[Gap], int]:
    """The buildings of an area that lack a role, and how many buildings there are; whoever answers for the places
    around a building answers for it, too. Two queries.
    """
    wanted = [one for one in team_roles(area) if one.place]
    buildings = list(descendants(area, "building").defer("geometry").order_by("code"))
    held: dict[str, set[str]] = defaultdict(set)
    rows = scope.within(TeamMember.objects.filter(about="", until=None), area, above=True)
    for place, role in rows.values_list("area", "role"):
        held[place].add(role)
    gaps = []
    for one in buildings:
        there = held.get(one.code, set()).union(*(held.get(above, ()) for above in codes.ancestors(one.code)))
        if missing := [role for role in wanted if role.code not in there]:
            gaps.append(Gap(one, missing))
    return gaps[:limit], len(buildings)


def responsible_names(places: Sequence[str]) -> dict[str, str]:
    """Who answers for each of some places, nearest first: names only, one query."""
    around = {one for place in places for one in (place, *codes.ancestors(place))}
    held: dict[str, list[str]] = defaultdict(list)
    rows = TeamMember.objects.filter(about="", until=None, area__in=around).order_by("role", "pk")
    for place, name in rows.values_list("area", "name"):
        held[place].append(name)
    return {
        place: "、".join(next((held[one] for one in (place, *codes.ancestors(place)) if held.get(one)), []))
        for place in places
    }


def responsible_for(area: str) -> TeamMember | None:
    """Whoever answers for an address: of the nearest place around it for which somebody is named, the first role."""
    rows = list(_now(TeamMember.objects.filter(about="", area__in=[area, *codes.ancestors(area)])))
    order = {one.code: place for place, one in enumerate(team_roles(area))}
    rows.sort(key=lambda one: (-codes.GRADES.index(codes.grade(one.area)), order.get(one.role, 99), one.pk))
    return rows[0] if rows else None
