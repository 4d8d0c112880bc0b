"""Who of the known people a row of a list may mean: found by keys, scored, proposed, never merged by itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from huying.base.numbers import narrow
from huying.base.secrets import keyed_hash
from huying.people.models import Resident
from huying.places import codes, scope
from huying.places.index import sounds_of

# What each way of finding is worth; `phone_other` is most often somebody of the family.
SCORES = {
    "identity": 1.0,
    "phone_name": 0.98,
    "phone_near": 0.93,
    "phone": 0.9,
    "home_name": 0.92,
    "home_sound": 0.82,
    "home_near": 0.75,
    "identity_other": 0.8,
    "phone_other": 0.65,
    "name": 0.4,
}
_COLUMNS = ("pk", "area", "name", "phone_hash", "identity_hash", "address")


@dataclass(frozen=True, slots=True)
class Person:
    """What a row says about who is meant; `home` is the area code its address resolved to, or empty."""

    name: str = ""
    phone: str = ""
    identity: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One resident a row may mean, with how that was found."""

    resident: int
    area: str
    score: float
    how: str


def likeness(a: str, b: str) -> str:
    """How two Chinese names agree: "same", "sound" (same sounds), "near" (one sign differs), or ""."""
    one, other = narrow(a).replace("·", "").upper(), narrow(b).replace("·", "").upper()
    if not one or not other:
        return ""
    if one == other:
        return "same"
    if len(one) == len(other) and sounds_of(one) == sounds_of(other):
        return "sound"
    # One sign of two can be anybody; of three it is most often a slip, as long as the family name stays.
    near = len(one) == len(other) >= 3 and one[0] == other[0] and Levenshtein.distance(one, other) == 1
    return "near" if near else ""


def matches_for(people: Sequence[Person], within: str, *, limit: int = 5) -> list[list[Match]]:
    """For every person the residents of an area they may be, the best first; four queries, however many people.

    Candidates come by whole keys only (phone, identity number, name) or from the very building the address
    names; needs no scope of its own.
    """
    with scope.everything("matching a list with the roster"):
        by_phone = _by("phone_hash", (keyed_hash(p.phone, "phone") for p in people if p.phone), within)
        by_identity = _by(
            "identity_hash", (keyed_hash(p.identity, "identity") for p in people if p.identity), within
        )
        found = [_keyed(person, by_phone, by_identity) for person in people]
        # Neighbours are compared only for those whom no key has found surely.
        left = [n for n, known in enumerate(found) if not any(m.score >= SCORES["phone"] for m in known)]
        homes = _at_homes({people[n].home for n in left if people[n].home and people[n].name})
        by_name = _by(
            "name_hash", (keyed_hash(people[n].name, "name") for n in left if people[n].name), within
        )
    for n in left:
        found[n] += _near(people[n], homes, by_name)
    return [_best(known, limit) for known in found]


Row = tuple[int, str, str, bytes | None, bytes | None, str]


def _by(column: str, hashes: Iterable[bytes], within: str) -> dict[bytes, list[Row]]:
    wanted = set(hashes)
    found: dict[bytes, list[Row]] = defaultdict(list)
    if not wanted:
        return found
    rows = scope.within(Resident.objects.filter(merged_into=None), within)
    for key, *row in rows.filter(**{f"{column}__in": wanted}).values_list(column, *_COLUMNS):
        found[bytes(key or b"")].append(tuple(row))
    return found


# One array, however many buildings; each is a range of the index of areas.
_HOMES = """
SELECT r.id, r.area, r.name, r.phone_hash, r.identity_hash, r.address
FROM unnest(%s::text[], %s::text[]) AS home(low, high)
JOIN people_resident AS r ON r.area >= home.low AND r.area <= home.high
WHERE r.merged_into_id IS NULL
"""


def _at_homes(homes: set[str]) -> dict[str, list[Row]]:
    """Who lives in these buildings, by building."""
    buildings = sorted({code for home in homes if (code := codes.at(home, "building"))})
    found: dict[str, list[Row]] = defaultdict(list)
    if not buildings:
        return found
    spans = [codes.span(building) for building in buildings]
    lows, highs = [low for low, _ in spans], [high for _, high in spans]
    for one in Resident.objects.raw(_HOMES, [lows, highs]):
        row = (one.pk, one.area, one.name, one.phone_hash, one.identity_hash, one.address)
        found[codes.at(one.area, "building") or ""].append(row)
    return found


def _keyed(
    person: Person, by_phone: dict[bytes, list[Row]], by_identity: dict[bytes, list[Row]]
) -> list[Match]:
    found = []
    if person.identity:
        for row in by_identity.get(keyed_hash(person.identity, "identity"), ()):
            other = person.name and not likeness(person.name, row[2])
            found.append(_match(row, "identity_other" if other else "identity"))
    if person.phone:
        for row in by_phone.get(keyed_hash(person.phone, "phone"), ()):
            how = "phone"
            if person.name:
                near = {"same": "phone_name", "sound": "phone_near", "near": "phone_near"}
                how = near.get(likeness(person.name, row[2]), "phone_other")
            found.append(_match(row, how))
    return found


def _near(person: Person, homes: dict[str, list[Row]], by_name: dict[bytes, list[Row]]) -> list[Match]:
    if not person.name:
        return []
    found = []
    building = codes.at(person.home, "building") if person.home else None
    for row in homes.get(building or "", ()):
        how = {"same": "home_name", "sound": "home_sound", "near": "home_near"}.get(
            likeness(person.name, row[2])
        )
        if how:
            found.append(_match(row, how))
    return found + [_match(row, "name") for row in by_name.get(keyed_hash(person.name, "name"), ())]


def _match(row: Row, how: str) -> Match:
    return Match(row[0], row[1], SCORES[how], how)


def _best(found: list[Match], limit: int) -> list[Match]:
    best: dict[int, Match] = {}
    for match in found:
        if match.resident not in best or match.score > best[match.resident].score:
            best[match.resident] = match
    return sorted(best.values(), key=lambda match: (-match.score, match.resident))[:limit]
