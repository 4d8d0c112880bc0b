"""Who goes into which room, and what may never happen."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.kernel.refused import Refused
from huying.measures.placing import FreeRoom, Guest, There, place

ROOMS = [FreeRoom(site * 100 + n, site, n // 4, 1 + n % 2) for site in (1, 2) for n in range(12)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "CA123", "MU456"]), st.booleans()), min_size=1, max_size=14))
def test_nobody_is_parted_no_cohort_is_split_no_room_is_full_twice(told: list[tuple[str, bool]]) -> None:
    guests = [
        Guest(n, cohort, n - 1 if child and n and n % 2 else None) for n, (cohort, child) in enumerate(told)
    ]
    rooms = {room.key: room for room in ROOMS}
    try:
        placed = place(guests, ROOMS, {})
    except Refused:
        return
    assert set(placed) == {guest.key for guest in guests}
    sites, floors, held = defaultdict(set), defaultdict(set), defaultdict(list)
    cohort_of = {guest.key: guest.cohort for guest in guests}
    for guest in guests:
        room = rooms[placed[guest.key]]
        held[room.key].append(guest.key)
        head = guest.cohort or cohort_of.get(guest.stays_with or -1, "")
        if head:
            sites[head].add(room.site)
        if guest.stays_with is not None:
            assert placed[guest.stays_with] == placed[guest.key]
        floors[room.site, room.floor].add(head)
    assert all(len(keys) <= rooms[key].beds for key, keys in held.items())
    lone = {guest.key for guest in guests if not guest.stays_with}
    for keys in held.values():
        assert len(lone & set(keys)) <= 1 or any(g.stays_with in keys for g in guests if g.key in keys)


def test_a_flight_goes_into_one_site_where_it_is_already_and_never_over_capacity() -> None:
    flight = [Guest(n, "CA123") for n in range(6)]
    there = {2: There({0: frozenset({"CA123"}), 1: frozenset({"MU456"})})}
    placed = place(flight, ROOMS, there)
    assert {key // 100 for key in placed.values()} == {2}
    assert not {key for key in placed.values() if next(r for r in ROOMS if r.key == key).floor == 1}
    with pytest.raises(Refused, match="同批"):
        place([Guest(n, "CA123") for n in range(13)], ROOMS, {})
    assert len(place([Guest(n) for n in range(24)], ROOMS, {})) == 24
    with pytest.raises(Refused, match="住满"):
        place([Guest(n) for n in range(25)], ROOMS, {})
