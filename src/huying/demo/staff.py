"""The offices of the demo city, those who work in them, and the log-ins a visitor gets."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from huying.base import clock
from huying.kernel.situation import Actor
from huying.people.models import Post, Unit, User
from huying.people.roles import ROLES
from huying.people.seats import Seat, as_actor, seat_at
from huying.places.codes import ALL, at
from huying.places.models import Area
from huying.places.queries import area_names
from huying.volunteers.models import Volunteer
from huying.volunteers.services import volunteer_join
from huying.volunteers.terms import SKILLS, TEAMS

from .city import CITY, DISTRICT, SEED, City, told
from .roster import Person, name_made

# The same for every log-in of the demo, and good for nothing else: the demo holds no real person's data.
PASSWORD = "huying-demo-99"  # noqa: S105
GRADES = {"city": CITY, "district": DISTRICT}
Desk = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post to fill; with a `login` a visitor can take it."""

    role: str
    area: str
    login: str = ""
    unit: str = ""

    @property
    def desk(self) -> Desk:
        """The office and the place it works for."""
        return self.unit or ROLES[self.role].unit, self.area


@dataclass(slots=True)
class Staff:
    """Everybody who works: their actors by desk, the seats and names of the log-ins."""

    desks: dict[Desk, list[Actor]]
    logins: dict[str, Seat]
    seats: dict[Desk, list[Seat]] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """The actor of a log-in."""
        return as_actor(self.logins[login])


def _named(city: City) -> list[Wanted]:
    """One log-in for every role, all in one street so that their work meets."""
    grid, community, street = city.grids[0], city.communities[0], city.streets[0]
    return [
        Wanted("grid_worker", grid, "grid"),
        Wanted("grid_leader", grid, "gridleader"),
        Wanted("community_worker", community, "community"),
        Wanted("community_worker", city.communities[-1], "community2"),
        Wanted("street_officer", street, "street"),
        Wanted("district_officer", DISTRICT, "district"),
        Wanted("coordinator", DISTRICT, "coordinator"),
        Wanted("city_officer", CITY, "city"),
        Wanted("screener", DISTRICT, "screener"),
        Wanted("volunteer_lead", DISTRICT, "lead"),
        Wanted("health_officer", DISTRICT, "health"),
        Wanted("ambulance_dispatcher", DISTRICT, "ambulance"),
        Wanted("hospital_officer", DISTRICT, "hospital"),
        Wanted("department_officer", DISTRICT, "department", "department:utilities"),
        Wanted("police_officer", community, "police"),
        Wanted("community_doctor", community, "doctor"),
        Wanted("stairwell_head", city.stairwells[0].code, "head"),
        Wanted("rule_editor", CITY, "rules"),
        Wanted("rule_publisher", CITY, "publisher"),
        Wanted("data_officer", CITY, "privacy"),
        Wanted("auditor", CITY, "auditor"),
        Wanted("analyst", CITY, "analyst"),
        Wanted("administrator", ALL, "admin"),
    ]


def _late(city: City) -> list[Wanted]:
    """Log-ins of quarantine, transfer and travellers; last, so that the others keep their numbers."""
    street, community = city.streets[0], city.communities[0]
    return [
        Wanted("site_keeper", street, "keeper"),
        Wanted("escort", DISTRICT, "escort"),
        Wanted("landing_officer", DISTRICT, "landing"),
        Wanted("village_doctor", community, "villagedoctor"),
        Wanted("township_doctor", street, "townshipdoctor"),
        Wanted("inspector", DISTRICT, "inspector"),
        Wanted("laboratory", DISTRICT, "lab"),
    ]


def _others(city: City) -> Iterator[Wanted]:
    """Colleagues: somebody at every desk, two or three where much comes together."""
    yield from (Wanted("grid_worker", grid) for grid in city.grids)
    yield from (Wanted("community_worker", code) for code in city.communities for _ in range(2))
    yield from (Wanted("street_officer", code) for code in city.streets for _ in range(3))
    for role in ("police_officer", "community_doctor"):
        yield from (Wanted(role, code) for code in city.communities[1:])
    # A head for every building of the first community: the stairwells of the story have theirs.
    here = sorted(
        {
            building
            for s in city.stairwells
            if at(s.code, "community") == city.communities[0] and (building := at(s.code, "building"))
        }
    )
    yield from (Wanted("stairwell_head", building) for building in here)
    for role in ("screener",) * 3 + ("district_officer",) * 2 + ("volunteer_lead", "health_officer"):
        yield Wanted(role, DISTRICT)
    for role in ("ambulance_dispatcher", "hospital_officer"):
        yield Wanted(role, DISTRICT)
    yield Wanted("city_officer", CITY)
    for row in told("city")["special"]:
        if row["unit"].startswith("department:"):
            yield Wanted("department_officer", GRADES[row["grade"]], unit=row["unit"])


def units_load(city: City) -> None:
    """Name every desk, with a telephone number of nobody."""
    names, rows = told("city"), []
    number = iter(range(100, 10_000))

    def desk(unit: str, area: str, zh: str, en: str = "", run_by: str = "") -> None:
        phone = f"0999-5550{next(number):04}"
        rows.append(Unit(code=unit, area=area, zh=zh, en=en, phone=phone, run_by=run_by))

    for code in city.grids:
        desk("grid", code, f"{city.names[at(code, 'community') or '']}{city.names[code]}")
    english = {
        one.code: one.en for one in Area.objects.filter(code__in=[*city.communities, *city.streets])
    }.__getitem__
    for unit, codes_of in (("community", city.communities), ("street", city.streets)):
        for code in codes_of:
            kind = names["units"][unit]
            desk(unit, code, city.names[code] + kind["zh"], f"{english(code)} {kind['en']}")
    street = city.streets[0]
    desk("quarantine_site", street, f"{city.names[street]}隔离点", f"{english(street)} Quarantine Sites")
    for row in names["special"]:
        desk(row["unit"], GRADES[row["grade"]], row["zh"], row["en"], row.get("run_by", ""))
    Unit.objects.bulk_create(rows)


def staff_load(city: City) -> Staff:
    """Accounts and posts for everybody; only the log-ins have a password."""
    rng, since = random.Random(SEED + 2), clock.now() - dt.timedelta(days=200)
    wanted = [*_named(city), *_others(city), *_late(city)]
    password = make_password(PASSWORD)
    users = []
    for number, one in enumerate(wanted, start=1):
        admin = one.login == "admin"
        users.append(
            User(
                username=one.login or f"{one.role.replace('_', '-')}-{number:03}",
                name=name_made(rng, rng.randint(26, 57)), password=password if one.login else make_password(None),
                is_staff=admin, is_superuser=admin, date_joined=since,
            )
        )  # fmt: skip
    User.objects.bulk_create(users)
    posts = [
        Post(user=user, role=one.role, unit=one.desk[0], area=one.area, starts=since)
        for user, one in zip(users, wanted, strict=True)
    ]
    Post.objects.bulk_create(posts)
    return _seated(zip(posts, wanted, strict=True))


def _seated(posts: Iterable[tuple[Post, Wanted]]) -> Staff:
    staff = Staff({}, {})
    for post, one in posts:
        seat = seat_at(post)
        staff.desks.setdefault(one.desk, []).append(as_actor(seat))
        staff.seats.setdefault(one.desk, []).append(seat)
        if one.login:
            staff.logins[one.login] = seat
    return staff


def volunteers_load(people: list[Person], count: int, staff: Staff) -> None:
    """Residents who volunteer, each with an account, a post for their street, a team and skills."""
    rng, since = random.Random(SEED + 3), clock.now() - dt.timedelta(days=20)
    able = [one for one in people if 18 <= one.age <= 66 and one.phone and "pregnant" not in one.flags]
    chosen = rng.sample(able, min(count, len(able)))
    # The first one lives where the other log-ins work.
    first = next(one for one in able if one.home.code == people[0].home.code[:15] + one.home.code[15:])
    chosen = [first, *(one for one in chosen if one is not first)][:count]
    password = make_password(PASSWORD)
    users = [
        User(
            username="volunteer" if n == 0 else f"volunteer-{n:03}", name=one.name, phone=one.phone,
            password=password if n == 0 else make_password(None), date_joined=since,
        )
        for n, one in enumerate(chosen)
    ]  # fmt: skip
    User.objects.bulk_create(users)
    posts = []
    for user, one in zip(users, chosen, strict=True):
        street = at(one.home.code, "street") or DISTRICT
        posts.append(Post(user=user, role="volunteer", unit="volunteer_team", area=street, starts=since))
    Post.objects.bulk_create(posts)
    for n, (user, one) in enumerate(zip(users, chosen, strict=True)):
        volunteer_join(
            user_id=user.pk, area=one.home.code, name=one.name, phone=one.phone, team=rng.choice(list(TEAMS)),
            skills=rng.sample(list(SKILLS), rng.randint(1, 4)) if n else ["delivery", "shopping", "medicine", "driving"],
            standing="active" if n == 0 else rng.choices(["active", "reserve", "paused"], [84, 11, 5])[0],
        )  # fmt: skip
    for post in posts:
        staff.desks.setdefault(("volunteer", str(post.user_id)), []).append(as_actor(seat_at(post)))
    staff.logins["volunteer"] = seat_at(posts[0])


def volunteer_actor(staff: Staff, volunteer: Volunteer) -> Actor:
    """The actor of a volunteer."""
    key = ("volunteer", str(volunteer.user_id))
    if key not in staff.desks:  # somebody who signed up within the story
        post = Post.objects.select_related("user", "covering__user").get(user_id=volunteer.user_id)
        staff.desks[key] = [as_actor(seat_at(post))]
    return staff.desks[key][0]


def logins_text(staff: Staff) -> str:
    """The log-ins as the launcher prints them."""
    names = area_names([seat.area for seat in staff.logins.values()])
    lines = [
        f"演示登录，密码都是 / Demo log-ins, the password of all is: {PASSWORD}",
        "演示里不要求第二重验证；正式使用请打开。 / The demo asks for no second factor; real use should.",
        "",
    ]
    for login, seat in staff.logins.items():
        lines.append(
            f"  {login:<12} {seat.title.zh} / {seat.title.en}  ·  {names[seat.area].zh}  ·  {seat.name}"
        )
    return "\n".join(lines) + "\n"
