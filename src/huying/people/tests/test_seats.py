"""Posts, the seats they give, and what a seat opens."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from huying.base import clock
from huying.base.errors import NotYours
from huying.people.models import Post, Resident, User
from huying.people.roles import ROLES, able
from huying.people.seats import CHOICE, as_actor, posts_of, seat_of
from huying.people.testing import Cast
from huying.places import scope

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2022, 1, 5, 4, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.borrow(NOON):
        yield


def asked_by(user: User, chosen: int | None = None) -> HttpRequest:
    request = HttpRequest()
    request.user = user
    request.session = SessionStore()
    if chosen is not None:
        request.session[CHOICE] = chosen
    request.META["REMOTE_ADDR"] = "10.0.0.9"
    return request


def test_a_seat_tells_all_that_an_act_needs(cast: Cast) -> None:
    seat = seat_of(asked_by(cast.alice))
    assert (seat.role, seat.unit, seat.area, seat.name, seat.ip) == (
        "community_worker",
        "community",
        cast.a,
        "艾丽",
        "10.0.0.9",
    )
    actor = as_actor(seat)
    assert (actor.role, actor.unit, actor.area, actor.person) == (seat.role, seat.unit, cast.a, cast.alice.pk)
    assert actor.covering == ""


@pytest.mark.parametrize(("starts", "ends"), [(HOUR, None), (-3 * HOUR, -HOUR), (-HOUR, dt.timedelta(0))])
def test_a_post_gives_nothing_outside_its_period(
    cast: Cast, starts: dt.timedelta, ends: dt.timedelta | None
) -> None:
    Post.objects.filter(user=cast.alice).update(
        starts=NOON + starts, ends=None if ends is None else NOON + ends
    )
    with pytest.raises(NotYours):
        seat_of(asked_by(cast.alice))


def test_an_account_that_was_closed_has_no_seat(cast: Cast) -> None:
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    with pytest.raises(NotYours):
        seat_of(asked_by(cast.alice))


def test_the_chosen_post_counts_only_while_it_is_ones_own(cast: Cast) -> None:
    second = Post.objects.create(
        user=cast.alice, role="street_officer", unit="street", area=cast.street, starts=NOON - HOUR
    )
    assert seat_of(asked_by(cast.alice, second.pk)).role == "street_officer"
    assert seat_of(asked_by(cast.alice, cast.post(cast.dora).pk)).role == "community_worker"


def test_covering_ends_with_the_covered_post(cast: Cast) -> None:
    covered = cast.post(cast.alice)
    cover = Post.objects.create(
        user=cast.bob,
        role=covered.role,
        unit=covered.unit,
        area=covered.area,
        covering=covered,
        starts=NOON - HOUR,
    )
    assert [post.pk for post in posts_of(cast.bob.pk)] == [cast.post(cast.bob).pk, cover.pk]
    seat = seat_of(asked_by(cast.bob, cover.pk))
    assert (seat.name, seat.covering, as_actor(seat).covering) == ("鲍勃", "艾丽", "艾丽")
    Post.objects.filter(pk=covered.pk).update(ends=NOON)
    assert [post.pk for post in posts_of(cast.bob.pk)] == [cast.post(cast.bob).pk]


def test_charlie_sees_nobody_of_the_other_community(cast: Cast) -> None:
    with scope.use(cast.seat(cast.charlie).area):
        assert not Resident.objects.exists()
        assert not Resident.objects.filter(pk=cast.fang.pk).update(flags=[])
    with scope.use(cast.seat(cast.bob).area):
        assert Resident.objects.get().name == "方芳"
    assert not Resident.objects.exists()


def test_roles_are_what_the_table_says() -> None:
    assert able("coordinator", "decide", "dispatch")
    assert not able("community_worker", "decide")
    assert not able("nobody", "see")
    assert [role.code for role in ROLES.values() if {"rule.edit", "rule.publish"} <= role.abilities] == []
    assert [role.code for role in ROLES.values() if "audit.read" in role.abilities] == [
        "data_officer",
        "auditor",
    ]
    assert not ROLES["administrator"].abilities & {"people.reveal", "residents.read", "see"}
    assert ROLES["department_officer"].unit_fits("department:water")
    assert not ROLES["department_officer"].unit_fits("department:")
