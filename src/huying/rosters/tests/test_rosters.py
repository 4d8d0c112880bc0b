"""Shifts add up by local days, people rest, lists cost the same with many, neighbours see nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base import clock
from huying.intake.kinds import Loading
from huying.intake.kinds_duty import DutyRow, _open
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.people.models import User
from huying.people.queries import people_on_duty
from huying.people.testing import Cast
from huying.places import scope
from huying.rosters import queries, services
from huying.rosters.facts import NewPattern
from huying.rosters.models import Gap, Pattern, Turn

pytestmark = pytest.mark.django_db
HOME = dt.timezone(dt.timedelta(hours=8))
NINE = dt.datetime(2022, 1, 5, 9, tzinfo=HOME)


class Desk:
    """The street's desk with three people and two shifts a day; time stands still at nine until `at`."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.desk = cast, ("street", cast.street)
        self.users = [cast.staff("street_officer", cast.street, f"s{n}", f"街{n}") for n in range(3)]
        self.seat = cast.seat(self.users[0])
        for begins in (dt.time(8), dt.time(20)):
            self.pattern(begins=begins, hours=12)

    def pattern(self, **said: Any) -> Pattern:
        with scope.use(self.cast.street):
            told = {"since": dt.date(2022, 1, 5), "people": 1, **said}
            return services.pattern_add(by=self.seat, desk=self.desk, said=NewPattern(**told))

    def put(self, who: int, day: int, hour: int) -> Turn:
        with scope.use(self.cast.street):
            return services.turn_put(
                by=self.seat, desk=self.desk, user_id=self.users[who].pk, starts_at=dt.datetime(2022, 1, day, hour, tzinfo=HOME)
            )  # fmt: skip

    def slots(self, day: int, days: int = 1) -> list[queries.Slot]:
        with scope.use(self.cast.street):
            return queries.slots(self.desk, dt.date(2022, 1, day), days)

    @staticmethod
    def at(day: int, hour: int, minute: int = 0) -> None:
        clock._borrowed.set(dt.datetime(2022, 1, day, hour, minute, tzinfo=HOME))


@pytest.fixture
def desk(cast: Cast) -> Any:
    token = clock._borrowed.set(NINE)
    yield Desk(cast)
    clock._borrowed.reset(token)


def test_a_night_reaches_past_midnight_and_belongs_to_the_day_it_begins_on(desk: Desk) -> None:
    night = desk.slots(5)[1]
    assert (night.starts_at, night.ends_at) == (
        dt.datetime(2022, 1, 5, 20, tzinfo=HOME), dt.datetime(2022, 1, 6, 8, tzinfo=HOME),
    )  # fmt: skip
    assert [slot.missing for slot in desk.slots(5, 2)] == [1] * 4
    desk.put(0, 5, 20)
    assert [slot.missing for slot in desk.slots(5, 2)] == [1, 0, 1, 1]
    with scope.use(desk.cast.street):
        services.pattern_end(by=desk.seat, pk=Pattern.objects.order_by("begins")[0].pk)
    assert [slot.starts_at.astimezone(HOME).hour for slot in desk.slots(6)] == [20]


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [(5, 20, "这段时间已经有班"), (6, 8, "休息不到"), (5, 9, "没有班次"), (4, 8, "没有班次")],
)
def test_who_cannot_be_put_is_said_in_words(desk: Desk, day: int, hour: int, words: str) -> None:
    desk.put(0, 5, 20)
    with pytest.raises(Refused) as refused:
        desk.put(0, day, hour)
    assert words in refused.value.words.zh and refused.value.words.en


def test_strangers_long_shifts_and_shifts_that_are_over_are_refused(desk: Desk) -> None:
    desk.users[1] = desk.cast.alice
    with pytest.raises(Refused, match="不在这个岗位"):
        desk.put(1, 5, 20)
    desk.at(6, 8, 30)
    with pytest.raises(Refused, match="已经结束"):
        desk.put(0, 5, 20)
    with pytest.raises(Refused) as wrong:
        NewPattern(begins=dt.time(8), hours=8, since=dt.date(2022, 1, 5), until=dt.date(2022, 1, 4))
    assert "until" in wrong.value.fields
    with scope.use(desk.cast.street), pytest.raises(Refused, match="不排这个单位的班"):
        services.turn_put(
            by=desk.cast.seat(desk.cast.bob), desk=desk.desk, user_id=desk.users[0].pk, starts_at=NINE
        )


def test_messages_reach_the_shift_and_everybody_when_nobody_is_on(desk: Desk) -> None:
    def reached() -> list[User]:
        with scope.everything("test"):
            return people_on_duty([desk.desk])[desk.desk]

    assert reached() == desk.users, "nobody on shift: everybody, never nobody"
    turn = desk.put(1, 5, 20)
    desk.at(5, 20, 10)
    assert reached() == [desk.users[1]]
    desk.at(5, 20, 16)
    assert reached() == desk.users, "nobody came in time"
    with scope.use(desk.cast.street):
        services.turn_here(seat=desk.cast.seat(desk.users[1]), turn=turn)
    assert reached() == [desk.users[1]]
    desk.at(6, 8, 1)
    assert reached() == desk.users


def test_one_checks_in_for_oneself_and_at_the_time(desk: Desk) -> None:
    turn = desk.put(1, 5, 20)
    with scope.use(desk.cast.street):
        with pytest.raises(Refused, match="不是您的班"):
            services.turn_here(seat=desk.seat, turn=turn)
        with pytest.raises(Refused, match="还没到时间"):
            services.turn_here(seat=desk.cast.seat(desk.users[1]), turn=turn)


def test_a_gap_is_found_once_and_ends_with_its_shift(desk: Desk) -> None:
    assert services.gaps_watch() == 3, "today's two, and tomorrow morning within a day"
    assert services.gaps_watch() == 0
    desk.at(6, 9)
    assert services.gaps_watch() == 2
    with scope.everything("test"):
        states = sorted(Gap.objects.values_list("matter__state", flat=True))
    assert states == ["missed", "missed", "open", "open", "open"]


def test_a_roster_comes_from_a_spreadsheet_and_bad_lines_are_told(desk: Desk) -> None:
    loading = Loading(
        desk.cast.street, Actor("street_officer", "street", desk.cast.street), user_id=desk.users[0].pk
    )
    rows = [
        {"day": "2022-01-05", "shift": "夜班", "names": "街1"}, {"day": "2022年1月6日", "shift": "08:00", "names": "街2"},
        {"day": "2022-01-06 20:00", "names": "s0"}, {"day": "2022-01-07", "shift": "中班", "names": "街1"},
        {"day": "2022-01-07", "shift": "白班", "names": "没有这人"}, {"shift": "白班", "names": "街1"},
        {"day": "2022-01-07", "shift": "白班", "names": ""},
    ]  # fmt: skip
    with scope.use(desk.cast.street):
        found = _open([DutyRow.model_validate(row) for row in rows], loading)
        again = _open([DutyRow.model_validate(rows[0])], loading)
    assert [one.refused is None for one in found] == [True, True, True, False, False, False, False]
    said = [str(one.refused.words.zh) for one in found if one.refused]
    assert "08:00、20:00" in said[0] and "没有这人" in said[1] and "哪一天" in said[2] and "谁值班" in said[3]
    assert again[0].already
    assert [len(slot.turns) for slot in desk.slots(5, 2)] == [0, 1, 1, 1]


def test_pages_cost_the_same_with_many_and_neighbours_see_nothing(desk: Desk, client_for: Any) -> None:
    mine, charlie = client_for(desk.users[0]), client_for(desk.cast.charlie)
    plan = f"/duty/street/{desk.cast.street}/"

    def cost(address: str) -> int:
        mine.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert mine.get(address).status_code == 200, address
        return len(seen)

    addresses = (
        "/duty/",
        plan,
        "/duty/mine/",
        "/api/duty",
        f"/api/duty/shifts?unit=street&area={desk.cast.street}&first=2022-01-05",
    )
    desk.put(0, 5, 20)
    few = [cost(address) for address in addresses]
    for day in range(7, 12):
        desk.put(0, day, 20)
        desk.put(1, day, 8)
    assert [cost(address) for address in addresses] == few
    assert max(few) < 30
    for address in (
        plan,
        f"{plan}week.csv",
        f"/api/duty/shifts?unit=street&area={desk.cast.street}&first=2022-01-05",
        "/duty/turns/1/off/",
    ):
        assert charlie.get(address).status_code in (403, 404, 405), address
    above = charlie.get("/duty/").content.decode()
    assert "街0" in above and plan not in above, "whom to ring above is no secret to staff; the plan is"
    assert "街0" not in charlie.get("/api/duty").content.decode()
    with scope.use(desk.cast.b):
        assert not Turn.objects.exists() and not Pattern.objects.exists()


@pytest.mark.parametrize("week", ["", "gestern", "0001-01-01", "9999-12-31", "2022-01-05"])
def test_any_week_can_be_asked_for(desk: Desk, client_for: Any, week: str) -> None:
    answer = client_for(desk.users[0]).get(f"/duty/street/{desk.cast.street}/?week={week}")
    assert answer.status_code == 200
