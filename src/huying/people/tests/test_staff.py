"""Accounts, posts, standing in, offices."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.people import queries
from huying.people.models import Audit, Post, User
from huying.people.seats import Seat, posts_of, seat_at
from huying.people.services import (
    PostGiven,
    first_administrator,
    post_cover,
    post_end,
    post_give,
    staff_close,
    staff_create,
    staff_reopen,
    unit_set,
)
from huying.people.testing import Cast
from huying.places import scope

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2022, 1, 5, 4, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.borrow(NOON):
        yield


@pytest.fixture
def eve(cast: Cast) -> Seat:
    return cast.seat(cast.eve)


def lines(cast: Cast) -> list[tuple[str, str]]:
    with scope.use(cast.district):
        return list(Audit.objects.order_by("id").values_list("what", "who"))


def test_an_account_and_its_posts(cast: Cast, eve: Seat) -> None:
    user = staff_create(
        by=eve,
        username=" Ｗang.xm ",
        name="王小明",
        phone="+86 13812348002",
        posts=[PostGiven("grid_worker", cast.a2), PostGiven("volunteer", cast.a)],
    )
    assert (user.username, user.phone) == ("wang.xm", "13812348002")
    assert not user.has_usable_password()
    assert [(p.role, p.unit) for p in posts_of(user.pk)] == [
        ("grid_worker", "grid"),
        ("volunteer", "volunteer_team"),
    ]
    assert lines(cast) == [("staff.create", "伊芙"), ("post.give", "伊芙"), ("post.give", "伊芙")]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"username": "alice", "name": "甲"}, "username"),
        ({"username": "a b", "name": "甲"}, "username"),
        ({"username": "", "name": "甲"}, "username"),
        ({"username": "jia", "name": " "}, "name"),
        ({"username": "jia", "name": "甲", "phone": "138"}, "phone"),
    ],
)
def test_wrong_accounts_are_refused_and_nothing_is_written(
    cast: Cast, eve: Seat, told: dict[str, str], field: str
) -> None:
    before = User.objects.count()
    with pytest.raises(Refused) as caught:
        staff_create(by=eve, **told)  # type: ignore[arg-type]
    assert field in caught.value.fields
    assert User.objects.count() == before
    assert lines(cast) == []


@pytest.mark.parametrize(
    ("role", "place", "unit", "field"),
    [
        ("emperor", "a", "", "role"),
        ("grid_worker", "a", "", "area"),
        ("community_worker", "a1", "", "area"),
        ("department_officer", "district", "", "unit"),
        ("screener", "district", "grid", "unit"),
    ],
)
def test_a_post_must_fit_its_role(
    cast: Cast, eve: Seat, role: str, place: str, unit: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        post_give(by=eve, user=cast.bob, given=PostGiven(role, getattr(cast, place), unit))
    assert field in caught.value.fields


def test_a_post_for_a_place_that_is_not_there(cast: Cast, eve: Seat) -> None:
    with pytest.raises(Refused, match="没有这个地点"):
        post_give(by=eve, user=cast.bob, given=PostGiven("grid_worker", "990101001001009" + "0" * 5))


def test_nobody_gives_a_post_to_themselves_or_outside_their_area(cast: Cast, eve: Seat) -> None:
    with pytest.raises(Refused, match="不能给自己"):
        post_give(by=eve, user=cast.eve, given=PostGiven("auditor", cast.district))
    with pytest.raises(Refused, match="管理的范围"):
        post_give(by=eve, user=cast.bob, given=PostGiven("city_officer", cast.city))


def test_an_ended_post_is_over_at_once_and_ends_once(cast: Cast, eve: Seat) -> None:
    post_end(by=eve, post=cast.post(cast.bob), reason="调离")
    assert not posts_of(cast.bob.pk)
    with pytest.raises(Refused, match="已经结束"):
        post_end(by=eve, post=cast.post(cast.bob))
    with pytest.raises(Refused):
        post_end(by=cast.seat(cast.dora), post=cast.post(cast.alice))


def test_cover_by_the_holder(cast: Cast) -> None:
    alice = cast.seat(cast.alice)
    cover = post_cover(by=alice, post=cast.post(cast.alice), user=cast.bob, ends=NOON + DAY, reason="休假")
    seat = seat_at(Post.objects.select_related("user", "covering__user").get(pk=cover.pk))
    assert (seat.name, seat.covering, seat.area, seat.role) == ("鲍勃", "艾丽", cast.a, "community_worker")
    with clock.borrow(NOON + DAY):
        assert [post.pk for post in posts_of(cast.bob.pk)] == [cast.post(cast.bob).pk]
    post_end(by=alice, post=cover)
    assert lines(cast) == [("cover.give", "艾丽"), ("cover.end", "艾丽")]


def test_a_cover_is_seen_on_whatever_is_done_under_it(cast: Cast) -> None:
    from huying.people.access import access_resident

    alice = cast.seat(cast.alice)
    cover = post_cover(by=alice, post=cast.post(cast.alice), user=cast.bob, ends=NOON + DAY, reason="休假")
    seat = seat_at(Post.objects.select_related("user", "covering__user").get(pk=cover.pk))
    with scope.use(seat.area):
        access_resident(seat, cast.fang.pk, "办理求助")
    with scope.use(cast.a):
        line = Audit.objects.get(what="read")
    assert (line.who, line.covering, line.post_id) == ("鲍勃", "艾丽", cover.pk)
    with scope.use(cast.district):
        assert list(queries.audit_in(cast.district, covering=True)) == [line]


def test_what_cover_may_not_be(cast: Cast, eve: Seat) -> None:
    alice, dora = cast.seat(cast.alice), cast.seat(cast.dora)
    post, ends = cast.post(cast.alice), NOON + DAY
    refused = [
        {"by": alice, "user": cast.alice, "ends": ends, "reason": "休假"},
        {"by": alice, "user": cast.bob, "ends": NOON, "reason": "休假"},
        {"by": alice, "user": cast.bob, "ends": ends, "reason": " "},
        {"by": alice, "user": User.objects.create(username="outsider"), "ends": ends, "reason": "休假"},
        {"by": cast.seat(cast.bob), "user": cast.charlie, "ends": ends, "reason": "休假"},
        {"by": cast.seat(cast.charlie), "user": cast.bob, "ends": ends, "reason": "休假"},
        {"by": dora, "user": cast.dora, "ends": ends, "reason": "休假"},
    ]
    for told in refused:
        with pytest.raises(Refused):
            post_cover(post=post, **told)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        post_cover(by=dora, post=cast.post(cast.eve), user=cast.bob, ends=ends, reason="休假")
    assert not Post.objects.exclude(covering=None).exists()
    cover = post_cover(by=dora, post=post, user=cast.bob, ends=ends, reason="病假")
    with pytest.raises(Refused, match="不能再转代"):
        post_cover(by=eve, post=cover, user=cast.charlie, ends=ends, reason="又病了")


def test_a_closed_account_is_logged_out_and_may_be_opened_again(cast: Cast, eve: Seat) -> None:
    client = Client()
    with clock.borrow(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)):
        client.force_login(cast.bob, backend="django.contrib.auth.backends.ModelBackend")
        staff_close(by=eve, user=cast.bob, reason="离职")
    assert not client.session.get("_auth_user_id")
    assert not posts_of(cast.bob.pk)
    staff_reopen(by=eve, user=cast.bob, reason="返聘")
    assert posts_of(cast.bob.pk)
    with pytest.raises(Refused):
        staff_close(by=eve, user=cast.eve, reason="再见")


def test_the_first_administrator_comes_only_once(cast: Cast) -> None:
    with pytest.raises(Refused, match="已经有系统管理员"):
        first_administrator(username="root", name="某", area=cast.district)
    Post.objects.filter(role="administrator").update(ends=NOON)
    user = first_administrator(username="root", name="某", area=cast.district)
    assert [post.role for post in posts_of(user.pk)] == ["administrator"]


def test_who_is_on_duty(cast: Cast) -> None:
    post_cover(
        by=cast.seat(cast.alice), post=cast.post(cast.alice), user=cast.bob, ends=NOON + DAY, reason="休假"
    )
    desks = [("community", cast.a), ("grid", cast.a2)]
    assert queries.people_on_duty(desks) == {desks[0]: [cast.alice, cast.bob], desks[1]: []}
    assert [post.user for post in queries.on_duty("community", cast.a)] == [cast.alice, cast.bob]


def test_offices_are_found_up_the_tree(cast: Cast, eve: Seat) -> None:
    unit_set(by=eve, code="health_bureau", area=cast.district, zh="望江区卫健局", phone="0574-12345")
    unit_set(by=eve, code="health_bureau", area=cast.district, zh="卫健局")
    unit = queries.unit_at("health_bureau", cast.building)
    assert unit is not None
    assert str(unit.title) == "卫健局"
    assert queries.unit_at("health_bureau", cast.city) is None
    with pytest.raises(Refused):
        unit_set(by=eve, code="x", area=cast.city, zh="市")


def test_posts_are_reached_in_ones_own_area_only(cast: Cast, eve: Seat) -> None:
    assert queries.post_for(eve, cast.post(cast.bob).pk).user == cast.bob
    assert queries.post_for(cast.seat(cast.bob), cast.post(cast.bob).pk).user == cast.bob
    with pytest.raises(NotYours):
        queries.post_for(cast.seat(cast.charlie), cast.post(cast.bob).pk)
