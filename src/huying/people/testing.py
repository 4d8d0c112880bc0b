"""What tests share: a fixed cast of people in a small piece of city.

Fixtures: `cast` (everybody and the places), `client_for` (a logged-in client of a user or of nobody).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from huying.base.testing import made_once

if TYPE_CHECKING:
    from django.test import Client

    from huying.people.models import Post, Resident, User
    from huying.people.seats import Seat

# Nobody's country: no real place has codes that begin with 99.
AREAS = {
    "0": ("全国", "Country"),
    "99": ("云泽省", "Yunze Province"),
    "9901": ("临川市", "Linchuan City"),
    "990101": ("望江区", "Wangjiang District"),
    "990101001": ("东湖街道", "Donghu Subdistrict"),
    "990101001001": ("荷花社区", "Hehua Community"),
    "990101001001001": ("第一网格", "Grid 1"),
    "990101001001001001": ("1幢", "Building 1"),
    "99010100100100100101": ("1单元", "Stairwell 1"),
    "990101001001002": ("第二网格", "Grid 2"),
    "990101001002": ("柳岸社区", "Liu'an Community"),
    "990101001002001": ("第一网格", "Grid 1"),
    "990101002": ("西山街道", "Xishan Subdistrict"),
    "990101002001": ("松林社区", "Songlin Community"),
}
FANG_PHONE = "13800000006"


def _code(short: str) -> str:
    return short.ljust(20, "0")


class Cast:
    """Alice (community A), Bob (grid 1 of A), Charlie (community B, must see nothing of A), Dora (coordinator of the
    district), Eve (administrator), Fang (a resident of A who calls); `staff()` adds more.
    """

    country = _code("0")
    city = _code("9901")
    district = _code("990101")
    street = _code("990101001")
    other_street = _code("990101002")
    a = _code("990101001001")
    b = _code("990101001002")
    c = _code("990101002001")
    a1 = _code("990101001001001")
    a2 = _code("990101001001002")
    b1 = _code("990101001002001")
    building = _code("990101001001001001")
    stairwell = _code("99010100100100100101")

    alice: User
    bob: User
    charlie: User
    dora: User
    eve: User
    fang: Resident

    def __init__(self) -> None:
        areas_make()
        self.alice = self.staff("community_worker", self.a, "alice", "艾丽")
        self.bob = self.staff("grid_worker", self.a1, "bob", "鲍勃")
        self.charlie = self.staff("community_worker", self.b, "charlie", "查理")
        self.dora = self.staff("coordinator", self.district, "dora", "朵拉")
        self.eve = self.staff("administrator", self.district, "eve", "伊芙")
        self.fang = _fang(self.stairwell)

    def staff(self, role: str, area: str, username: str = "", name: str = "", unit: str = "") -> User:
        """One more member of staff at a post that began a year before every test."""
        import datetime as dt

        from huying.people.models import Post, User
        from huying.people.roles import ROLES

        user = User.objects.create(
            username=username or f"{role}-{User.objects.count()}", name=name or f"{ROLES[role].title.zh}某"
        )
        long_ago = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
        Post.objects.create(user=user, role=role, unit=unit or ROLES[role].unit, area=area, starts=long_ago)
        return user

    def post(self, user: User) -> Post:
        """The first post of somebody."""
        from huying.people.models import Post

        return Post.objects.select_related("user", "covering__user").filter(user=user).order_by("id")[0]

    def seat(self, user: User) -> Seat:
        """The seat of somebody's first post."""
        from huying.people.seats import seat_at

        return seat_at(self.post(user), "127.0.0.1")


def areas_make() -> None:
    """The places of the cast; those that are there already stay as they are."""
    from huying.places.codes import grade, parent
    from huying.places.models import Area

    for short, (zh, en) in sorted(AREAS.items()):
        code = _code(short)
        Area.objects.get_or_create(
            code=code, defaults={"grade": grade(code), "parent_id": parent(code), "zh": zh, "en": en}
        )


def _fang(area: str) -> Resident:
    from huying.people.models import Household, Resident
    from huying.places import scope

    with scope.everything("the cast of the tests"):
        home = Household.objects.create(area=area, address="荷花新村1幢1单元301室")
        return Resident.objects.create(
            area=area,
            household=home,
            name="方芳",
            phone=FANG_PHONE,
            identity="11010519491231002X",
            address="荷花新村1幢1单元301室",
            birth_year=1949,
            flags=["lives_alone_elder", "no_smartphone"],
        )


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast, in the test's own transaction."""
    return made_once("cast", Cast)


@pytest.fixture
def client_for() -> Callable[[User | None], Client]:
    """A function that answers a client, logged in as a user when one is given."""
    from django.test import Client

    def make(user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
