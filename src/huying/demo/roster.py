"""The residents of the demo city: names by chance, telephone numbers and identity numbers of nobody.

Phones are 138 0000 xxxx and 139 0000 xxxx: no range is set aside for stories here, and the demo sends nothing out.
Identity numbers begin with the district's fictional code 990101, which no authority gives out.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from stdnum.cn import ric

from huying.base import clock
from huying.people.models import Household, Resident
from huying.places.models import Area

from .city import DISTRICT_PREFIX, SEED, City, Stairwell, told

SOURCE = "demo"
YEAR = 2022


@dataclass(slots=True)
class Person:
    """Somebody of the demo city, before and beside their row."""

    name: str
    born: int
    home: Stairwell
    room: str
    household: int
    phone: str = ""
    identity: str = ""
    flags: list[str] = field(default_factory=list)
    proxy: int | None = None
    pk: int | None = None

    @property
    def age(self) -> int:
        """Years, in the year of the story."""
        return YEAR - self.born


def name_made(rng: random.Random, age: int, surname: str = "") -> str:
    """A name as people of that age have them."""
    names = told("names")
    signs = names["old" if age >= 58 else "middle" if age >= 32 else "young"]
    given: str = rng.choice(signs["first"]) if rng.random() < 0.8 else ""
    last: str = rng.choice(signs["second"])
    return (surname or str(rng.choice(names["surnames"][:60]))) + given + last


def identity_made(rng: random.Random, born: int) -> str:
    """A number of the right form that belongs to nobody: its first digits name no place."""
    body = f"{DISTRICT_PREFIX}{born}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
    return body + str(ric.calc_check_digit(body + "0"))


def _ages(rng: random.Random) -> list[int]:
    """Who lives behind one door."""
    kind = rng.random()
    if kind < 0.13:
        return [rng.randint(66, 93)]
    if kind < 0.28:
        old = rng.randint(62, 86)
        return [old, max(60, old - rng.randint(0, 6))]
    if kind < 0.42:
        return [rng.randint(21, 55)]
    adult = rng.randint(26, 52)
    ages = [adult, adult - rng.randint(-3, 5)]
    if rng.random() < 0.75:
        ages.append(max(0, adult - rng.randint(24, 32)))
    if rng.random() < 0.25:
        ages.append(max(0, ages[-1] - rng.randint(2, 7)))
    if rng.random() < 0.2:
        ages.append(adult + rng.randint(23, 31))
    return ages


# What part of the people of an age carries a flag, by about what health and civil affairs offices report.
SHARES = [
    ("elder", 80, 120, 1.0),
    ("long_term_medication", 50, 120, 0.32),
    ("heart_brain", 55, 120, 0.14),
    ("no_smartphone", 70, 120, 0.45),
    ("bedridden", 70, 120, 0.05),
    ("dementia", 75, 120, 0.05),
    ("disabled", 5, 120, 0.035),
    ("infant", 0, 2, 1.0),
    ("cancer", 40, 120, 0.008),
    ("dialysis", 35, 120, 0.004),
    ("mental_illness", 18, 120, 0.006),
    ("allergy", 0, 120, 0.004),
    ("pregnant", 23, 38, 0.02),
    ("speaks_other", 20, 70, 0.006),
]


def _flags(rng: random.Random, age: int, alone: bool) -> list[str]:
    flags = [code for code, low, high, share in SHARES if low <= age <= high and rng.random() < share]
    if alone and age >= 66:
        flags.append("lives_alone_elder")
    if rng.random() < 0.015:
        flags.append("poor")
    return flags


def _phones() -> Iterator[str]:
    for number in range(20_000):
        yield f"{'138' if number % 2 else '139'}0000{number // 2:04}"


def people_made(city: City, count: int) -> list[Person]:
    """About `count` people, household by household, spread evenly over the stairwells."""
    rng, phones = random.Random(SEED + 1), _phones()
    found: list[Person] = []
    household, doors = 0, {home.code: 0 for home in city.stairwells}
    while len(found) < count:
        home = city.stairwells[household % len(city.stairwells)]
        doors[home.code] += 1
        room = f"{(doors[home.code] + 1) // 2}0{2 - doors[home.code] % 2}"
        ages, surname = _ages(rng), ""
        for age in ages:
            person = Person(
                name_made(rng, age, surname if age < 20 else ""), YEAR - age, home, room, household
            )
            surname = surname or person.name[0]
            person.flags = _flags(rng, age, len(ages) == 1)
            if age >= 12 and not (age >= 75 and rng.random() < 0.22):
                person.phone = next(phones, "")
            elif age >= 18:
                person.flags.append("no_phone")
            if age >= 16 and rng.random() < 0.9:
                person.identity = identity_made(rng, person.born)
            found.append(person)
        household += 1
    return found


def people_load(people: list[Person]) -> None:
    """Write the households and residents, and how many live where."""
    moment = clock.now()
    doors: dict[int, Household] = {}
    for one in people:
        if one.household not in doors:
            address = f"{one.home.house}{one.home.stair}{one.room}室"
            doors[one.household] = Household(area=one.home.code, address=address)
    Household.objects.bulk_create(doors.values(), batch_size=1_000)
    residents = [
        Resident(
            area=one.home.code, household=doors[one.household], name=one.name, phone=one.phone, identity=one.identity,
            address=doors[one.household].address, birth_year=one.born, flags=sorted(set(one.flags)), source=SOURCE,
            created_at=moment, changed_at=moment,
        )
        for one in people
    ]  # fmt: skip
    Resident.objects.bulk_create(residents, batch_size=1_000)
    for one, row in zip(people, residents, strict=True):
        one.pk = row.pk
    _proxies(people, residents)
    _counted(people)


def _proxies(people: list[Person], residents: list[Resident]) -> None:
    """Whoever has no phone is rung through somebody of the same stairwell who has one."""
    near: dict[str, Resident] = {}
    wards = []
    for one, row in zip(people, residents, strict=True):
        if one.phone and one.age >= 25:
            near[one.home.code] = row
        elif "no_phone" in one.flags and one.home.code in near:
            row.proxy = near[one.home.code]
            wards.append(row)
    Resident.objects.bulk_update(wards, ["proxy"], batch_size=500)


def _counted(people: list[Person]) -> None:
    """Keep with every place how many live there."""
    heads: dict[str, int] = {}
    doors: dict[str, set[int]] = {}
    for one in people:
        for length in (4, 6, 9, 12, 15, 18, 20):
            code = one.home.code[:length].ljust(20, "0")
            heads[code] = heads.get(code, 0) + 1
            doors.setdefault(code, set()).add(one.household)
    areas = list(Area.objects.filter(code__in=heads).only("code"))
    for area in areas:
        area.residents, area.households = heads[area.code], len(doors[area.code])
    Area.objects.bulk_update(areas, ["residents", "households"], batch_size=1_000)
