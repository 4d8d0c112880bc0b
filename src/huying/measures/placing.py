"""Who goes into which room: a cohort into one site, a child with its parent, cohorts on floors of their own. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from huying.kernel.refused import Refused
from huying.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to place: `cohort` is what they were exposed to together, `stays_with` whom they go with."""

    key: int
    cohort: str = ""
    stays_with: int | None = None


@dataclass(frozen=True, slots=True)
class FreeRoom:
    """A free room of a site; `beds` places."""

    key: int
    site: int
    floor: int
    beds: int


@dataclass(frozen=True, slots=True)
class There:
    """What is known of a site already: the cohorts on each floor, by number of floor."""

    floors: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def cohorts(self) -> frozenset[str]:
        """Everybody's cohorts there."""
        return frozenset(one for on_floor in self.floors.values() for one in on_floor)


def parties(guests: Sequence[Guest]) -> list[list[Guest]]:
    """Those who go into one room together: each carer with those who depend on them, all others alone."""
    by_key = {guest.key: guest for guest in guests}

    def head(guest: Guest) -> int:
        seen = {guest.key}
        while guest.stays_with in by_key and guest.stays_with not in seen:
            guest = by_key[guest.stays_with]
            seen.add(guest.key)
        # Two who name each other belong together, too.
        return min(seen) if guest.stays_with in seen else guest.key

    groups: dict[int, list[Guest]] = defaultdict(list)
    for guest in guests:
        groups[head(guest)].append(guest)
    return list(groups.values())


def place(
    guests: Sequence[Guest], rooms: Iterable[FreeRoom], there: Mapping[int, There], *, separate: bool = True
) -> dict[int, int]:
    """A room for every guest: {key of the guest: key of the room}.

    A cohort is kept in one site, with those of it who are there already where they fit; with `separate` no two
    cohorts share a floor. Raises Refused when there is no room for somebody, and then nobody is placed.
    """
    free: dict[int, list[FreeRoom]] = defaultdict(list)
    for room in sorted(rooms, key=lambda one: (one.floor, one.beds, one.key)):
        free[room.site].append(room)
    floors = {site: {n: set(c) for n, c in known.floors.items()} for site, known in there.items()}
    by_cohort: dict[str, list[list[Guest]]] = defaultdict(list)
    for party in parties(guests):
        by_cohort[next((one.cohort for one in party if one.cohort), "")].append(party)
    placed: dict[int, int] = {}
    # The biggest first: it is the hardest to keep together.
    for cohort, groups in sorted(by_cohort.items(), key=lambda one: (one[0] == "", -len(one[1]), one[0])):
        for chunk in [groups] if cohort else [[group] for group in groups]:
            placed |= _one_site(cohort, chunk, free, floors, separate)
    return placed


def _one_site(
    cohort: str, groups: list[list[Guest]], free: dict[int, list[FreeRoom]],
    floors: dict[int, dict[int, set[str]]], separate: bool,
) -> dict[int, int]:  # fmt: skip
    def preference(site: int) -> tuple[bool, int, int]:
        here = any(cohort in on_floor for on_floor in floors.get(site, {}).values())
        return (not (cohort and here), len(free[site]), site)

    for site in sorted(free, key=preference):
        found = _in_site(cohort, groups, free[site], floors.setdefault(site, {}), separate)
        if found is not None:
            taken = {room.key for room, _ in found}
            free[site] = [room for room in free[site] if room.key not in taken]
            for room, _ in found:
                floors[site].setdefault(room.floor, set()).add(cohort)
            return {guest.key: room.key for room, party in found for guest in party}
    people = sum(len(party) for party in groups)
    if cohort:
        raise Refused(
            Words(
                "没有一个隔离点还能同时住下“{cohort}”的 {n} 人（同批人员要在一起）。",
                "No site has room left for all {n} of “{cohort}”, who are to be kept together.",
            ).fill(cohort=cohort, n=people)
        )
    raise Refused(Words("隔离点住满了，还有 {n} 人没有房间。", "The sites are full: no room for {n} people.").fill(n=people))  # fmt: skip


def _in_site(
    cohort: str, groups: list[list[Guest]], rooms: list[FreeRoom], floors: dict[int, set[str]], separate: bool
) -> list[tuple[FreeRoom, list[Guest]]] | None:
    def open_to(room: FreeRoom) -> bool:
        others = floors.get(room.floor, set()) - {cohort}
        return not separate or not others

    # A floor where the cohort is already comes first, then one floor after the other.
    left = sorted(
        (room for room in rooms if open_to(room)),
        key=lambda room: (cohort not in floors.get(room.floor, set()), room.floor, room.beds, room.key),
    )
    found: list[tuple[FreeRoom, list[Guest]]] = []
    for party in sorted(groups, key=len, reverse=True):
        room = next((one for one in left if one.beds >= len(party)), None)
        if room is None:
            return None
        left.remove(room)
        found.append((room, party))
    return found
